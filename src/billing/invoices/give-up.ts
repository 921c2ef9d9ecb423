import { type InvoiceLineId, type LineReturnId, newId } from "@/lib/ids";
import { part } from "@/lib/money";
import type { AccountDraft } from "../account-draft";
import type { LineReturn } from "../decision";
import { unearned } from "../earning";
import { creditAccount, grantAccount, moneyAccount } from "../ledger/accounts";
import { recognizeTo, returnFromEarning } from "../recognition";
import type { InvoiceState, LineState } from "../state";
import { netOf } from "./lines";
import { openShares } from "./settlement";
import { endSuspension } from "./suspend";

/** By line: what of the credits it gave has expired and is posted so. */
export type ExpiredCredits = ReadonlyMap<InvoiceLineId, bigint>;

/**
 * Gives an invoice up (BOOKS B11): `receivable → deferred_revenue` what of its open lines is unearned, the
 * credits under that are revoked, and `→ write_off` the rest, its tax with it.
 */
export function writeOffDocument(
  draft: AccountDraft,
  invoice: InvoiceState,
  { at, reason, expired }: { at: Date; reason: string; expired: ExpiredCredits },
): void {
  endSuspension(draft, invoice.id, at);
  recognizeTo(draft, at);
  const { accountId } = draft.snapshot;
  const account = (kind: "receivable" | "deferred_revenue" | "write_off") =>
    moneyAccount(accountId, kind, invoice.currency);
  for (const { line, amount } of openShares(invoice)) {
    const state = draft.lines.find(({ id }) => id === line.id);
    const left = state ? unearned(state.earning) : 0n;
    const back = left < amount ? left : amount;
    const transaction = draft.transaction("invoice", at, reason);
    const common = { planPeriodId: line.planPeriodId, invoiceLineId: line.id };
    const from = account("receivable");
    draft.transfer(transaction, { from, to: account("deferred_revenue"), amount: back, ...common });
    draft.transfer(transaction, {
      from,
      to: account("write_off"),
      amount: amount - back,
      ...common,
    });
    if (!state) continue;
    settleSlice(draft, state, {
      ...{ kind: "uncollectible", invoiceId: invoice.id, at, expired },
      ...{ grossMinor: amount, netMinor: back, taxMinor: 0n },
    });
    if (back > 0n) returnFromEarning(draft, state, { netMinor: back, at });
  }
  const { paidMinor, creditAppliedMinor } = invoice;
  draft.moveInvoice({
    ...{ id: invoice.id, status: "uncollectible", paidMinor, creditAppliedMinor, closedAt: at },
  });
}

/**
 * The credits a document that is given up owns of a line (BOOKS B12): T(x) = half-up(g × x ∕ P), less the
 * slices that stand. What of them is left is revoked, what expired is told as that, and what was spent is
 * written off.
 */
export function settleSlice(
  draft: AccountDraft,
  line: LineState,
  {
    at,
    grossMinor,
    expired: posted,
    ...of
  }: Pick<LineReturn, "kind" | "invoiceId" | "netMinor" | "taxMinor"> & {
    grossMinor: bigint;
    at: Date;
    expired: ExpiredCredits;
  },
): void {
  const slice = sliceOf(line, grossMinor, at);
  let left = slice;
  let gone = posted.get(line.id) ?? 0n;
  for (const grant of draft.grants) {
    if (grant.invoiceLineId !== line.id) continue;
    if (grant.expiresAt !== null && grant.expiresAt <= at) {
      gone += grant.remaining;
      continue;
    }
    const amount = grant.remaining < left ? grant.remaining : left;
    left -= amount;
    draft.transfer(draft.transaction("revoke", at, "Taken back with its invoice"), {
      from: grantAccount(grant.id),
      to: creditAccount(draft.snapshot.accountId, "revoked"),
      amount,
      grantId: grant.id,
      planPeriodId: grant.planPeriodId,
      invoiceLineId: line.id,
    });
  }
  const revoked = slice - left;
  const told = line.returns.reduce((sum, one) => sum + one.expired, 0n);
  const expired = gone - told < left ? gone - told : left;
  draft.setReturn(line, {
    ...{ id: newId<LineReturnId>(), lineId: line.id, ...of },
    ...{ slice, revoked, expired, writtenOff: left - expired },
    ...{ debt: 0n, waived: 0n, stands: true, returnedAt: at },
  });
}

function sliceOf(line: LineState, grossMinor: bigint, at: Date): bigint {
  const gross = netOf(line) + line.taxMinor;
  const granted = grantedBy(line, at);
  const standing = line.returns.reduce(
    (sum, one) => ({
      slice: sum.slice + one.slice,
      gross: sum.gross + one.netMinor + one.taxMinor,
    }),
    { slice: 0n, gross: 0n },
  );
  const upTo = standing.gross + grossMinor < gross ? standing.gross + grossMinor : gross;
  const target = gross === 0n ? granted : part(granted, upTo, gross);
  return target > standing.slice ? target - standing.slice : 0n;
}

/** What an open invoice's line gave: nothing while that waits for the money, of a dripping year so far. */
function grantedBy({ invoiceGrants, credits, slices, facts }: LineState, at: Date): bigint {
  if (invoiceGrants === "on_payment") return 0n;
  if (!slices) return credits;
  const begun = BigInt(slices.filter(({ start }) => start <= at).length);
  // A first month that is a part gave a part, the later ones all they include.
  const whole = facts?.kind === "proration_charge" ? facts.allowance : credits;
  return begun === 0n ? 0n : credits + (begun - 1n) * whole;
}
