import { BillingError } from "@/lib/errors";
import type { GrantId, InvoiceId } from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import type { Author, Decision } from "../decision";
import { settle } from "../invoices/settlement";
import { honourPaid } from "../plans/paid";
import type { InvoiceState, Snapshot } from "../state";

/**
 * What is open of an invoice paid outside the processor: `receivable → bank`, and what it grants on
 * payment.
 */
export function decidePayment(
  snapshot: Snapshot,
  invoiceId: InvoiceId,
  author: Author,
): { decision: Decision; grantIds: GrantId[] } {
  const { t } = snapshot;
  const invoice = payable(snapshot, invoiceId);
  const draft = new AccountDraft(snapshot, author);
  settle(draft, invoice, { minor: invoice.totalMinor - invoice.paidMinor, from: "bank", at: t });
  const grantIds = honourPaid(draft, t);
  return { decision: draft.finish(t), grantIds };
}

function payable(snapshot: Snapshot, invoiceId: InvoiceId): InvoiceState {
  const invoice = snapshot.openInvoices.find((one) => one.id === invoiceId);
  if (invoice?.status === "issued") return invoice;
  throw new BillingError(
    "invoice_not_payable",
    invoice ? "The invoice is still a draft." : "The invoice is not waiting for money.",
  );
}
