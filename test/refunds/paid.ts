import { applyInvoice } from "@/billing/payments/apply-invoice";
import { keepCustomer } from "@/billing/payments/customer-queries";
import { startPayment } from "@/billing/payments/start-payment";
import { inTransaction } from "@/db/transaction";
import type { InvoiceId } from "@/lib/ids";
import { author, type Customer } from "../books";

/** An open invoice paid by card, as a processor would tell of it, without one. */
export async function paidByCard(customer: Customer, invoiceId: InvoiceId): Promise<void> {
  const { id: accountId, db } = customer;
  const { collectionId } = await inTransaction(db, async (tx) => {
    await keepCustomer(tx, accountId, `cus_${accountId}`);
    return await startPayment(tx, { accountId, invoiceId, author, how: "page" });
  });
  const collection = await db
    .selectFrom("collections")
    .where("id", "=", collectionId)
    .select(["amount_minor", "currency"])
    .executeTakeFirstOrThrow();
  const { amount_minor: amountMinor, currency } = collection;
  const payment = {
    ...{ paymentIntentId: `pi_${collectionId}`, chargeId: `ch_${collectionId}`, amountMinor },
    ...{ currency, paidAt: new Date("2026-01-01T00:00:00Z"), balance: null },
    method: { kind: "card", brand: "visa", last4: "4242" },
  };
  await inTransaction(db, (tx) =>
    applyInvoice(tx, {
      ...{ id: `in_${collectionId}`, customerId: `cus_${accountId}`, collectionId, currency },
      ...{ totalMinor: amountMinor, remainingMinor: 0n, hostedUrl: null, status: "paid" },
      ...{ payments: [payment], processing: false, requiresAction: false, lastFailure: null },
    }),
  );
}
