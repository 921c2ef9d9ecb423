import type { GiveUp } from "@/billing/payments/decide-give-up";
import { giveUpInvoice } from "@/billing/payments/give-up";
import { inTransaction } from "@/db/transaction";
import type { InvoiceId } from "@/lib/ids";
import type { Customer } from "./books";

/** Ends an invoice without its money. */
export function giveUp(
  customer: Customer,
  { invoiceId, as }: { invoiceId: InvoiceId | null; as: GiveUp["as"] },
) {
  if (!invoiceId) throw new Error("There is an invoice to end");
  const request = { ...customer.request("end"), invoiceId, as, reason: "Agreed by telephone" };
  return inTransaction(customer.db, (tx) => giveUpInvoice(tx, request));
}
