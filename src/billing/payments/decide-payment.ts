import { BillingError } from "@/lib/errors";
import type { GrantId, InvoiceId, InvoiceLineId } from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import type { Author, Decision } from "../decision";
import { carriedWith } from "../invoices/carried";
import { applyAccountCredit, openShares, settle } from "../invoices/settlement";
import { moneyAccount } from "../ledger/accounts";
import { honourPaid } from "../plans/paid";
import type { InvoiceState, Snapshot } from "../state";

/**
 * What is open of an invoice paid outside the processor, and of what is carried to it: `receivable → bank`,
 * and what they grant on payment.
 */
export function decidePayment(
  snapshot: Snapshot,
  invoiceId: InvoiceId,
  author: Author,
): { decision: Decision; grantIds: GrantId[] } {
  const { t } = snapshot;
  const invoice = payable(snapshot, invoiceId);
  const draft = new AccountDraft(snapshot, author);
  if (invoice.status === "uncollectible") oweAgain(draft, invoice, t);
  const together = invoice.status === "issued" ? carriedWith(draft.receivables, invoice) : [];
  for (const one of [...together, invoice]) {
    settle(draft, one, { minor: one.totalMinor - one.paidMinor, from: "bank", at: t });
  }
  const grantIds = honourPaid(draft, t);
  return { decision: draft.finish(t), grantIds };
}

/** Money for what was given up: `write_off → receivable`, then it is paid like any other (BOOKS B11). */
export function oweAgain(draft: AccountDraft, invoice: InvoiceState, at: Date): void {
  const { accountId } = draft.snapshot;
  for (const { line, amount } of openShares(invoice)) {
    draft.transfer(draft.transaction("payment", at, "Owed again: its money came"), {
      from: moneyAccount(accountId, "write_off", invoice.currency),
      to: moneyAccount(accountId, "receivable", invoice.currency),
      amount,
      planPeriodId: line.planPeriodId,
      invoiceLineId: line.id,
    });
  }
}

export type VoidInvoice = { totalMinor: bigint; currency: string; lineId: InvoiceLineId };

/** Money that comes for a void invoice is the account's: it pays what is open, the rest is kept (BOOKS B4). */
export function decideKeptPayment(
  snapshot: Snapshot,
  { totalMinor, currency, lineId }: VoidInvoice,
  author: Author,
): { decision: Decision; grantIds: GrantId[] } {
  const { t, accountId } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  draft.transfer(draft.transaction("payment", t, "Paid for a void invoice"), {
    from: moneyAccount(accountId, "account_credit", currency),
    to: moneyAccount(accountId, "bank", currency),
    amount: totalMinor,
    invoiceLineId: lineId,
  });
  draft.accountCreditMinor += totalMinor;
  applyAccountCredit(draft, t);
  const grantIds = honourPaid(draft, t);
  return { decision: draft.finish(t), grantIds };
}

/** An issued invoice that waits for money, or one given up. Error: `invoice_not_payable`. */
export function payable({ openInvoices }: Snapshot, invoiceId: InvoiceId): InvoiceState {
  const invoice = openInvoices.find((one) => one.id === invoiceId);
  if (invoice && invoice.status !== "draft") return invoice;
  throw new BillingError(
    "invoice_not_payable",
    invoice ? "The invoice is still a draft." : "The invoice is not waiting for money.",
  );
}

/** What is too small to be charged by itself is due with another invoice, and paid with that (BOOKS B11). */
export function assertNotCarried({ openInvoices }: Snapshot, invoiceId: InvoiceId): void {
  const invoice = openInvoices.find((one) => one.id === invoiceId);
  if (invoice?.status !== "issued" || invoice.dueAt !== null) return;
  throw new BillingError(
    "invoice_not_payable",
    "The invoice is too small to be charged by itself: it is due with the next one, and paid with that.",
  );
}
