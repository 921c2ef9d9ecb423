import { readInvoice } from "@/billing/reports/read-invoice";
import { readAs } from "@/db/transaction";
import type { InvoiceId } from "@/lib/ids";
import type { Customer } from "./books";

/** An invoice as its page shows it, which the ledger must prove figure by figure. */
function pageOf(customer: Customer, invoiceId: InvoiceId) {
  const who = { role: "tallybook_portal", account: customer.id } as const;
  return readAs(customer.db, who, (tx) => readInvoice(tx, customer.id, invoiceId));
}

/** What happened to each of an account's documents, oldest first; none of their pages fails. */
export async function trails(customer: Customer): Promise<string[][]> {
  const told = [];
  for (const { id } of await customer.invoices()) {
    const { trail } = await pageOf(customer, id);
    told.push(trail.map(({ what, amount }) => `${what} ${amount?.minor ?? ""}`.trim()));
  }
  return told;
}
