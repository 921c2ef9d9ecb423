import type { GrantId, InvoiceId, InvoiceLineId } from "@/lib/ids";
import { type Money, part } from "@/lib/money";
import { availableCredits } from "../credits/burn-down";
import { netOf } from "../invoices/lines";
import type { Snapshot } from "../state";
import type { PlannedLine } from "./plan-refund";
import type { RefundPromise } from "./refund";
import type { Slice } from "./shares";

export type PolicyPreview = {
  promise: RefundPromise;
  /** Credits to be taken back: their slice, of that what is there, what ended, what was spent, what is let go. */
  slice: bigint;
  revoked: bigint;
  expired: bigint;
  short: bigint;
  waived: bigint;
  /** What the spent ones were paid with. */
  shortValue: Money;
  before: bigint;
  after: bigint;
  grants: GrantPreview[];
  /** How the slice comes about, line by line. */
  slices: (Slice & { description: string; lineId: InvoiceLineId; invoiceId: InvoiceId })[];
};

export type GrantPreview = {
  grantId: GrantId;
  granted: bigint;
  used: bigint;
  toRevoke: bigint;
  after: bigint;
  /** Of what this policy takes, what this grant's line has spent already. */
  unrecoverable: bigint;
  value: Money;
  expiresAt: Date | null;
};

type Shown = {
  lines: readonly PlannedLine[];
  currency: string;
  kept?: ReadonlyMap<GrantId, bigint>;
};

/** What taking credits back by a policy comes to, per grant; `kept` of a grant are on hold for that already. */
export function policyOf(
  snapshot: Snapshot,
  { lines, currency, kept = new Map() }: Shown,
  promise: RefundPromise,
): PolicyPreview {
  const sum = (of: "slice" | "revoked" | "expired" | "short" | "waived") =>
    lines.reduce((total, { settled }) => total + settled[of], 0n);
  const before = availableCredits(snapshot.grants, snapshot.t);
  const worth = lines.reduce((minor, { line, settled }) => {
    const value = line.credits > 0n ? part(netOf(line), settled.short, line.credits) : 0n;
    return minor + value;
  }, 0n);
  return {
    ...{ promise, slice: sum("slice"), revoked: sum("revoked"), expired: sum("expired") },
    ...{ short: sum("short"), waived: sum("waived"), shortValue: { minor: worth, currency } },
    ...{ before, after: afterOf(before, lines, kept) },
    grants: lines.flatMap((one) => grantsOf(snapshot, one, { currency, kept })),
    slices: lines
      .filter(({ slice }) => slice.granted > 0n)
      .map(({ line: { id: lineId, description }, invoice, slice }) => ({
        ...{ description, lineId, invoiceId: invoice.id },
        ...slice,
      })),
  };
}

/** What a policy takes of each grant of a line; its spent credits are told with the first. */
function grantsOf(
  { grants }: Snapshot,
  { line, parts, settled }: PlannedLine,
  { currency, kept }: { currency: string; kept: ReadonlyMap<GrantId, bigint> },
): GrantPreview[] {
  let fromKept = settled.revoked - parts.reduce((sum, { credits }) => sum + credits, 0n);
  return grants
    .filter(({ invoiceLineId }) => invoiceLineId === line.id)
    .map((grant, index) => {
      const { id, amount, remaining, held, paidMinor, expiresAt } = grant;
      const more = parts.find(({ grantId }) => grantId === id)?.credits ?? 0n;
      const onHold = kept.get(id) ?? 0n;
      const taken = onHold < fromKept ? onHold : fromKept;
      fromKept -= taken;
      const toRevoke = more + taken;
      return {
        ...{ grantId: id, granted: amount, used: amount - remaining - held, toRevoke, expiresAt },
        ...{
          after: remaining + onHold - toRevoke,
          unrecoverable: index === 0 ? settled.short : 0n,
        },
        value: { minor: amount > 0n ? part(paidMinor, toRevoke, amount) : 0n, currency },
      };
    });
}

/** What can be used afterwards: what is on hold and not taken is there again. */
function afterOf(
  before: bigint,
  lines: readonly PlannedLine[],
  kept: ReadonlyMap<GrantId, bigint>,
): bigint {
  const onHold = [...kept.values()].reduce((sum, credits) => sum + credits, 0n);
  return before + onHold - lines.reduce((sum, { settled }) => sum + settled.revoked, 0n);
}
