import { type InvoiceId, type InvoiceLineId, type LineReturnId, newId } from "@/lib/ids";
import { decimalOf, part } from "@/lib/money";
import type { AccountDraft } from "../account-draft";
import type { GrantsWhen, InvoiceDraft, InvoiceLineDraft } from "../decision";
import { enterDraft, issueInvoice } from "../invoices/billing";
import { taxOfCredit } from "../invoices/credited-tax";
import { netOf, plainLine } from "../invoices/lines";
import { toldOf } from "../invoices/plan-name";
import { lineOn, priceDraft } from "../invoices/price-draft";
import { returnFromEarning } from "../recognition";
import type { LineState, PeriodState } from "../state";
import { enterPlanLine } from "./paid";
import type { Back, Forward } from "./price-change";

export type Sides = { old: PeriodState; back: Back; forward: Forward | null };

/** What a change or an end is billed by: the old line's credit, the new one's charge, what of them is not 0. */
export function changeLines(
  { old, back, forward }: Sides,
  { at, unit }: { at: Date; unit: "second" | "day" },
): { credit: InvoiceLineDraft | null; charge: InvoiceLineDraft | null } {
  return {
    credit: back.line && back.minor > 0n ? creditLine(old, back, back.line, unit) : null,
    charge: forward && forward.minor > 0n ? chargeLine(forward, { at, unit }) : null,
  };
}

type When = { at: Date; unit: "second" | "day" };

function creditLine(
  old: PeriodState,
  back: Back,
  line: LineState,
  unit: When["unit"],
): InvoiceLineDraft {
  const { version } = old;
  const taxed = { netMinor: netOf(line), taxMinor: line.taxMinor, returns: line.returns };
  const taxMinor = taxOfCredit(taxed, back.minor);
  const minor = line.taxIncluded ? back.minor + taxMinor : back.minor;
  const { by, charged, share, from, granted, unused, credits, slices } = back;
  return {
    ...plainLine,
    id: newId<InvoiceLineId>(),
    kind: "proration_credit",
    description: toldOf("proration_credit", version.planName),
    planVersionId: version.id,
    planPeriodId: old.id,
    periodStart: from,
    periodEnd: line.periodEnd,
    quantity: 1n,
    unitPrice: decimalOf({ minor: -minor, currency: version.currency }),
    amountMinor: -minor,
    taxMinor: -taxMinor,
    taxIncluded: line.taxIncluded,
    taxRatePpm: line.taxRatePpm,
    credits,
    creditedLineId: line.id,
    facts: {
      kind: "proration_credit",
      plan: version.planName,
      by,
      chargedMinor: charged,
      unit,
      ...share,
      granted,
      unused,
      givenBack: credits,
      ...(slices.length > 0 ? { slices } : {}),
    },
  };
}

function chargeLine(forward: Forward, { at, unit }: When): InvoiceLineDraft {
  const { next, minor, credits, share, slices } = forward;
  const { version } = next;
  return {
    ...plainLine,
    id: newId<InvoiceLineId>(),
    kind: "proration_charge",
    description: toldOf("proration_charge", version.planName),
    planVersionId: version.id,
    planPeriodId: next.id,
    periodStart: at,
    periodEnd: next.endsAt,
    quantity: 1n,
    unitPrice: decimalOf({ minor, currency: version.currency }),
    amountMinor: minor,
    credits,
    facts: {
      kind: "proration_charge",
      plan: version.planName,
      priceMinor: version.priceMinor,
      unit,
      ...share,
      allowance: version.allowance,
      ...(slices === null ? {} : { slices }),
    },
  };
}

export type Billing = {
  lines: InvoiceLineDraft[];
  credit: InvoiceLineDraft | null;
  charge: InvoiceLineDraft | null;
  grants: GrantsWhen;
  at: Date;
};

/**
 * Bills the lines of a change: onto the renewal's draft while there is one, else on a document of their
 * own (BOOKS B6). What waits for its money never goes onto a draft that does not. No line that is not 0:
 * no document. Every line's posting, the return of what is credited and the new line's earning come with it.
 */
export function billChange(
  draft: AccountDraft,
  { old, back, forward }: Sides,
  { lines, credit, charge, grants, at }: Billing,
): { invoice: InvoiceDraft; onDraft: boolean } | null {
  if (lines.length === 0) return null;
  const open = draft.invoices.find(
    ({ issueAt, subscriptionId }) => subscriptionId === old.subscriptionId && issueAt > at,
  );
  const renewal = grants === "on_issue" ? open : undefined;
  const bare: InvoiceDraft = renewal
    ? { ...renewal, lines: [...renewal.lines, ...lines] }
    : newInvoice(old, { lines, grants, at });
  const invoice = priceDraft(draft, bare, at);
  if (credit && back.line) returnLine(draft, back.line, { credit, back, invoice, at });
  if (charge && forward) {
    enterPlanLine(draft, lineOn(invoice, charge.id), { invoice, period: forward.next, at });
  }
  if (renewal) return { invoice, onDraft: true };
  return { invoice: issueInvoice(draft, invoice, at), onDraft: false };
}

function newInvoice(
  { subscriptionId, version }: PeriodState,
  { lines, grants, at }: { lines: InvoiceLineDraft[]; grants: GrantsWhen; at: Date },
): InvoiceDraft {
  return {
    id: newId<InvoiceId>(),
    isNew: true,
    subscriptionId,
    currency: version.currency,
    grants,
    createdAt: at,
    issueAt: at,
    lines,
    issue: null,
  };
}

function returnLine(
  draft: AccountDraft,
  line: LineState,
  {
    credit,
    back,
    invoice,
    at,
  }: { credit: InvoiceLineDraft; back: Back; invoice: InvoiceDraft; at: Date },
): void {
  enterDraft(draft, credit, { invoice, earned: null, at });
  const [netMinor, taxMinor] = [back.minor, -credit.taxMinor];
  returnFromEarning(draft, line, { netMinor, at });
  // What waited for its money gave no credits, and owns none.
  const slice =
    back.by === "withheld" ? 0n : sliceOwned(line, { netMinor, taxMinor, atLeast: back.credits });
  draft.setReturn(line, {
    id: newId<LineReturnId>(),
    lineId: line.id,
    kind: "proration_credit",
    invoiceId: invoice.id,
    netMinor,
    taxMinor,
    slice,
    revoked: back.credits,
    expired: 0n,
    debt: 0n,
    writtenOff: 0n,
    waived: slice - back.credits,
    stands: true,
    returnedAt: at,
  });
}

/**
 * The credits a return owns (BOOKS B12): T(x) = half-up(g × x ∕ P) over all the line gave back by then, less
 * the slices that stand.
 */
function sliceOwned(
  line: LineState,
  { netMinor, taxMinor, atLeast }: { netMinor: bigint; taxMinor: bigint; atLeast: bigint },
): bigint {
  const gross = netOf(line) + line.taxMinor;
  const standing = line.returns.reduce(
    (sum, one) => ({
      slice: sum.slice + one.slice,
      gross: sum.gross + one.netMinor + one.taxMinor,
    }),
    { slice: 0n, gross: 0n },
  );
  const target =
    gross === 0n ? line.credits : part(line.credits, standing.gross + netMinor + taxMinor, gross);
  const owned = target - standing.slice;
  return owned > atLeast ? owned : atLeast;
}
