import { assert } from "@/lib/errors";
import type { InvoiceId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import { overageAmount } from "../credits/overage";
import type { InvoiceDraft, InvoiceLineDraft, LineEarning, OverageChange } from "../decision";
import { moneyAccount } from "../ledger/accounts";
import type { LineState, PlanVersion } from "../state";
import { netOf, totalOf } from "./lines";
import { priceDraft } from "./price-draft";
import { applyAccountCredit, keepAsCredit } from "./settlement";

/** `revenue.overage → unbilled`: brings what has accrued of a slice up to what was used (BOOKS B8). */
export function accrueOverage(
  draft: AccountDraft,
  row: OverageChange,
  version: PlanVersion,
  at: Date,
): void {
  const { accountId } = draft.snapshot;
  const minor = overageAmount(row.credits, version);
  const revenue = moneyAccount(accountId, "revenue.overage", version.currency);
  const unbilled = moneyAccount(accountId, "unbilled", version.currency);
  const isMore = minor >= row.accruedMinor;
  draft.transfer(draft.transaction("overage", at, "Overage used"), {
    from: isMore ? revenue : unbilled,
    to: isMore ? unbilled : revenue,
    amount: isMore ? minor - row.accruedMinor : row.accruedMinor - minor,
    planPeriodId: row.planPeriodId,
  });
  const changed = draft.overageOf(row.planPeriodId, row.sliceIndex);
  changed.accruedMinor = minor;
  changed.accruedCredits = row.credits;
}

/** What a line that enters a draft stands for beside its figures. */
export type Entered = {
  invoice: Pick<InvoiceDraft, "id" | "currency" | "grants">;
  /** How its revenue is earned; null of lines that are earned when posted, or that credit another. */
  earned: { basis: LineEarning["basis"]; slices: LineState["slices"] } | null;
  at: Date;
};

/**
 * A line enters a draft: `deferred_revenue → unbilled` its net, the other way for a credit (BOOKS B11).
 * From here on it is earned by its basis (B3). An overage line is in `unbilled` already.
 */
export function enterDraft(
  draft: AccountDraft,
  line: InvoiceLineDraft,
  { invoice, earned, at }: Entered,
): void {
  const { accountId } = draft.snapshot;
  const net = netOf(line);
  const deferred = moneyAccount(accountId, "deferred_revenue", invoice.currency);
  const unbilled = moneyAccount(accountId, "unbilled", invoice.currency);
  draft.transfer(draft.transaction("invoice", at, "Line entered a draft"), {
    from: net > 0n ? deferred : unbilled,
    to: net > 0n ? unbilled : deferred,
    amount: net > 0n ? net : -net,
    planPeriodId: line.planPeriodId,
    invoiceLineId: line.id,
  });
  if (earned === null) return;
  assert(net >= 0n, "what is earned was charged");
  const state: LineState = {
    ...line,
    invoiceId: invoice.id,
    invoiceStatus: "draft",
    invoiceGrants: invoice.grants,
    currency: invoice.currency,
    slices: earned.slices,
    returns: [],
    earning: {
      lineId: line.id,
      basis: earned.basis,
      revenue: line.kind === "pack" ? "revenue.pack" : "revenue.plan",
      netMinor: net,
      recognizedMinor: 0n,
      returnedMinor: 0n,
      baseRecognizedMinor: 0n,
      baseCredits: 0n,
      baseAt: line.periodStart,
      endsAt: line.periodEnd,
      open: net > 0n,
    },
  };
  draft.lines.push(state);
  draft.setEarning(state, {});
}

/** The documents whose lines this one credits. */
function creditedBy({ lines }: AccountDraft, invoice: InvoiceDraft): Set<InvoiceId> {
  const credited = new Set(invoice.lines.map(({ creditedLineId }) => creditedLineId));
  return new Set(lines.flatMap(({ id, invoiceId }) => (credited.has(id) ? [invoiceId] : [])));
}

/**
 * Makes a document of a draft: `unbilled → receivable` line by line, due by the account's terms. A
 * negative total becomes account credit, of which what waits for money takes first; account credit there
 * is pays what it can (BOOKS B6, B11, B16). What is left too small to be charged waits for the next.
 */
export function issueInvoice(draft: AccountDraft, drafted: InvoiceDraft, at: Date): InvoiceDraft {
  const invoice = priceDraft(draft, drafted, at);
  const { accountId, paymentTermsDays } = draft.snapshot;
  const unbilled = moneyAccount(accountId, "unbilled", invoice.currency);
  const receivable = moneyAccount(accountId, "receivable", invoice.currency);
  const taxPayable = moneyAccount(accountId, "tax_payable", invoice.currency);
  const transaction = draft.transaction("invoice", at, "Invoice issued");
  for (const line of invoice.lines) {
    for (const [account, minor] of [
      [unbilled, netOf(line)],
      [taxPayable, line.taxMinor],
    ] as const) {
      draft.transfer(transaction, {
        from: minor > 0n ? account : receivable,
        to: minor > 0n ? receivable : account,
        amount: minor > 0n ? minor : -minor,
        planPeriodId: line.planPeriodId,
        invoiceLineId: line.id,
      });
    }
  }
  const issued = { ...invoice, issue: { at, paymentTermsDays } };
  draft.writeInvoice(issued);
  draft.addReceivable(issued, at);
  if (totalOf(issued.lines) < 0n) keepAsCredit(draft, issued, at);
  applyAccountCredit(draft, at, creditedBy(draft, issued));
  draft.carryIfSmall(issued.id);
  return issued;
}
