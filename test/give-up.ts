import type { GiveUp } from "@/billing/payments/decide-give-up";
import { confirmEnding, previewEnding } from "@/billing/payments/end-invoice";
import { inTransaction } from "@/db/transaction";
import type { InvoiceId, QuoteId } from "@/lib/ids";
import { author, type Customer } from "./books";

type Ending = { invoiceId: InvoiceId | null; as: GiveUp["as"] };

/** What ending an invoice without its money would do, as staff are shown it. */
export function previewGiveUp(customer: Customer, { invoiceId, as }: Ending) {
  if (!invoiceId) throw new Error("There is an invoice to end");
  const asker = { accountId: customer.id, author };
  return inTransaction(customer.db, (tx) => previewEnding(tx, asker, { invoiceId, as }));
}

export function confirmGiveUp(customer: Customer, quoteId: QuoteId, key?: string) {
  const request = { ...customer.request("end", key, quoteId), quoteId };
  return inTransaction(customer.db, (tx) =>
    confirmEnding(tx, { ...request, reason: "Agreed by telephone" }),
  );
}

/** Ends an invoice without its money, exactly as shown. */
export async function giveUp(customer: Customer, ending: Ending) {
  const shown = await previewGiveUp(customer, ending);
  const done = await confirmGiveUp(customer, shown.quoteId);
  if (done.stale) throw new Error("A quote just made is not stale");
  return done.answer;
}
