import { BillingError } from "@/lib/errors";
import type { GrantId, InvoiceId } from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import type { Author, Decision, InvoiceLineDraft } from "../decision";
import { moneyAccount } from "../ledger/accounts";
import { grantAllowance } from "../plans/allowance";
import type { InvoiceState, Snapshot } from "../state";

/**
 * An invoice paid in full outside the processor: `receivable → bank`, and what it grants on payment.
 *
 * Credits that waited for the money exist from now; of a period that is over, nothing comes any more.
 */
export function decidePayment(
  snapshot: Snapshot,
  invoiceId: InvoiceId,
  author: Author,
): { decision: Decision; grantIds: GrantId[] } {
  const { t, accountId } = snapshot;
  const invoice = payable(snapshot, invoiceId);
  const draft = new AccountDraft(snapshot, author);
  const payment = draft.transaction("payment", t, "Paid outside the processor");
  // Line by line, as it was issued: the ledger itself says which invoice the money was for.
  for (const line of invoice.lines) {
    draft.transfer(payment, {
      from: moneyAccount(accountId, "receivable", invoice.currency),
      to: moneyAccount(accountId, "bank", invoice.currency),
      amount: line.amountMinor,
      planPeriodId: line.planPeriodId,
      invoiceLineId: line.id,
    });
  }
  draft.decision.payments.push({ id: invoice.id, paidMinor: invoice.totalMinor, closedAt: t });

  const grantIds =
    invoice.grants === "on_payment"
      ? invoice.lines.flatMap((line) => grantPaid(draft, line) ?? [])
      : [];
  return { decision: draft.finish(t), grantIds };
}

function grantPaid(draft: AccountDraft, line: InvoiceLineDraft): GrantId | null {
  const { period } = draft;
  if (line.kind !== "plan" || !period || line.planPeriodId !== period.id || period.allowanceGranted)
    return null;
  const granted = { ...period, allowanceGranted: true };
  draft.period = granted;
  draft.changePeriod({ ...granted, closedBy: null });
  return grantAllowance(draft, granted, { line, at: draft.snapshot.t });
}

function payable(snapshot: Snapshot, invoiceId: InvoiceId): InvoiceState {
  const invoice = snapshot.openInvoices.find((one) => one.id === invoiceId);
  if (invoice?.status === "issued") return invoice;
  throw new BillingError(
    "invoice_not_payable",
    invoice ? "The invoice is still a draft." : "The invoice is not waiting for money.",
  );
}
