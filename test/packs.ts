import { takeBackOrder } from "@/billing/payments/take-back";
import { previewPack } from "@/billing/plans/change";
import type { WantedPack } from "@/billing/plans/decide-pack";
import { inTransaction } from "@/db/transaction";
import type { InvoiceId } from "@/lib/ids";
import { author, type Customer } from "./books";

type Wanted = WantedPack & { grants?: "on_issue" | "on_payment" };

/** What a pack would cost and give an account, as a quote. */
export function previewOfPack(customer: Customer, wanted: Wanted) {
  const asker = { accountId: customer.id, author };
  return inTransaction(customer.db, (tx) =>
    previewPack(tx, asker, { grants: "on_issue", ...wanted }),
  );
}

/** Bought in one breath. */
export async function buyPack(customer: Customer, wanted: Wanted) {
  const shown = await previewOfPack(customer, wanted);
  const confirmed = await customer.confirm(shown.quoteId);
  if (confirmed.stale) throw new Error("A quote just made is not stale");
  return { shown, ...confirmed.answer };
}

/** An order nobody paid, taken back. */
export function takeBack(customer: Customer, invoiceId: InvoiceId | null) {
  if (!invoiceId) throw new Error("There is an order to take back");
  return inTransaction(customer.db, (tx) =>
    takeBackOrder(tx, { ...customer.request("take back"), invoiceId }),
  );
}
