import type { Author } from "@/billing/decision";
import { hashRequest } from "@/billing/operate";
import { payInvoice } from "@/billing/payments/pay";
import type { Db } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { inTurn } from "./in-turn";

/** Pays an invoice as a bank transfer would, where no money is real. It is its own key. */
export async function payInSandbox(
  db: Db,
  {
    accountId,
    ...how
  }: { accountId: AccountId; invoiceId: InvoiceId; author: Author; notAlone?: boolean },
) {
  const { invoiceId, author } = how;
  const procedure = "sandbox.invoices.markPaid";
  // A prefix of our own: an app may use the invoice's id as a key of its own.
  const key = `${procedure}:${invoiceId}`;
  const requestHash = hashRequest(procedure, { invoiceId });
  const keyed = { accountId, author, key, procedure, requestHash };
  return await inTurn(db, accountId, (tx) => payInvoice(tx, { ...keyed, ...how }));
}
