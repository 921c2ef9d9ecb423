import { assert } from "@/lib/errors";
import type { InvoiceLineId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import type { InvoiceDraft, InvoiceLineDraft } from "../decision";
import { moneyAccount } from "../ledger/accounts";
import { netOf } from "./lines";
import { priceDocument } from "./price-document";
import { isRounding } from "./rounding";
import { termsAt } from "./tax-rule";

/**
 * Writes a draft with its discounts and its tax: the one place where either is worked out. Called when
 * lines come or change, and at issue.
 *
 * Of lines that stand on it already only the difference of their nets is posted, and what they earn
 * follows. New ones are posted by who puts them there, use beyond the credits excepted: that was posted
 * as it was used, and here only what its discount and its tax take off; so is rounding.
 */
export function priceDraft(draft: AccountDraft, invoice: InvoiceDraft, at: Date): InvoiceDraft {
  const before = new Map(
    draft.invoices.find(({ id }) => id === invoice.id)?.lines.map((line) => [line.id, line]),
  );
  const { lines, discounts } = priceDocument(invoice.lines, termsAt(draft.terms, at), {
    currency: invoice.currency,
    kept: creditedLines(draft),
  });
  draft.setDiscounts(discounts);
  for (const line of lines) {
    const was = before.get(line.id);
    if (was || line.kind === "overage" || isRounding(line))
      shift(draft, { invoice, line, was, at });
  }
  const priced = { ...invoice, lines };
  draft.writeInvoice(priced);
  return priced;
}

/** What a document of these lines issued at an instant would come to, before it is made. */
export function priceLines(
  draft: AccountDraft,
  lines: readonly InvoiceLineDraft[],
  { currency, at }: { currency: string; at: Date },
): InvoiceLineDraft[] {
  const kept = creditedLines(draft);
  return priceDocument(lines, termsAt(draft.terms, at), { currency, kept }).lines;
}

/**
 * Whether anything of a total is waited for: what credit covers is paid at once, and what is too small to be
 * charged by itself is carried, so that nothing would ever come for it alone.
 */
export function isCollected(draft: AccountDraft, totalMinor: bigint): boolean {
  const { accountCreditMinor: credit } = draft;
  const open = totalMinor > credit ? totalMinor - credit : 0n;
  return totalMinor > 0n && !draft.isTooSmall(open);
}

/** The priced state of a line that was just put on a draft. */
export function lineOn(invoice: InvoiceDraft, id: InvoiceLineId): InvoiceLineDraft {
  const line = invoice.lines.find((one) => one.id === id);
  assert(line, "the line is on the draft");
  return line;
}

function creditedLines(draft: AccountDraft): Set<InvoiceLineId> {
  return new Set(draft.lines.filter(({ returns }) => returns.length > 0).map(({ id }) => id));
}

type Shift = {
  invoice: InvoiceDraft;
  line: InvoiceLineDraft;
  was: InvoiceLineDraft | undefined;
  at: Date;
};

function shift(draft: AccountDraft, { invoice, line, was, at }: Shift): void {
  const { accountId } = draft.snapshot;
  const minor = offsetOf(line) - (was ? offsetOf(was) : 0n);
  const source = moneyAccount(accountId, sourceOf(line), invoice.currency);
  const unbilled = moneyAccount(accountId, "unbilled", invoice.currency);
  const reason = isRounding(line) ? "Rounding" : "Discount and tax of a line";
  draft.transfer(draft.transaction("invoice", at, reason), {
    from: minor > 0n ? source : unbilled,
    to: minor > 0n ? unbilled : source,
    amount: minor > 0n ? minor : -minor,
    planPeriodId: line.planPeriodId,
    invoiceLineId: line.id,
  });
  const state = draft.lines.find(({ id }) => id === line.id);
  if (!state) return;
  const { discountMinor, taxMinor, taxIncluded, taxRatePpm } = line;
  Object.assign(state, { discountMinor, taxMinor, taxIncluded, taxRatePpm });
  if (minor !== 0n) draft.setEarning(state, { netMinor: netOf(line) });
}

function sourceOf(line: InvoiceLineDraft) {
  if (isRounding(line)) return "adjustments";
  return line.kind === "overage" ? "revenue.overage" : "deferred_revenue";
}

/** What a line has posted under its own name: overage is in `unbilled` at its full amount without it. */
function offsetOf(line: InvoiceLineDraft): bigint {
  return line.kind === "overage" ? netOf(line) - line.amountMinor : netOf(line);
}
