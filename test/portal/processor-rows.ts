import { sql } from "kysely";
import { applyInvoice } from "@/billing/payments/apply-invoice";
import { keepCarried } from "@/billing/payments/billed-queries";
import { keepCustomer, writePaymentMethods } from "@/billing/payments/customer-queries";
import type { ProcessorDocument } from "@/billing/payments/processor-plans";
import { startPayment } from "@/billing/payments/start-payment";
import { inTransaction } from "@/db/transaction";
import { type InvoiceId, newId, type TopUpRunId } from "@/lib/ids";
import { author, type Customer } from "../books";

/** What a processor would have said of a customer: a card on file, a first try that failed, then the money. */
export async function paidAtProcessor(
  { id: accountId, db }: Customer,
  { invoiceId, minor }: { invoiceId: InvoiceId | null; minor: bigint },
): Promise<void> {
  if (!invoiceId) throw new Error("There is an invoice to pay");
  const card = { kind: "card", brand: "visa", last4: "4242" };
  const { collectionId } = await inTransaction(db, async (tx) => {
    await keepCustomer(tx, accountId, `cus_${accountId}`);
    const expires = { expMonth: 12, expYear: 2030, isDefault: false };
    await writePaymentMethods(tx, accountId, [{ id: `pm_${accountId}`, ...card, ...expires }]);
    return await startPayment(tx, { accountId, invoiceId, author, how: "page" });
  });
  const payment = {
    ...{ paymentIntentId: `pi_${accountId}`, chargeId: `ch_${accountId}`, amountMinor: minor },
    ...{ currency: "usd", paidAt: new Date("2026-01-01T00:00:00Z"), method: card, balance: null },
  };
  const there = {
    ...{ id: `in_${accountId}`, customerId: `cus_${accountId}`, collectionId, currency: "usd" },
    ...{ totalMinor: minor, remainingMinor: 0n, hostedUrl: `https://pay.example/${accountId}` },
    ...{ processing: false, requiresAction: false, status: "paid" as const, payments: [payment] },
    lastFailure: { code: "card_declined", declineCode: null, attemptId: `ch_first_${accountId}` },
  };
  await inTransaction(db, (tx) => applyInvoice(tx, there));
  await inTransaction(db, (tx) => keepCarried(tx, accountId, before(`cus_${accountId}`)));
}

/** A document of Stripe's own from before. */
function before(customerId: string): ProcessorDocument {
  return {
    ...{ id: `in_before_${customerId}`, customerId, subscriptionId: null, collectionId: null },
    ...{ number: `BEFORE-${customerId}`, status: "paid", currency: "usd", totalMinor: 900n },
    ...{ remainingMinor: 0n, issuedAt: new Date("2025-12-01T00:00:00Z"), hostedUrl: null },
  };
}

/** An automatic top-up that was agreed to and is off again, and the once it ran for nothing. */
export async function toppedUpOnce({ id, db }: Customer): Promise<void> {
  await inTransaction(db, async (tx) => {
    await sql`
      insert into auto_top_ups (account_id, threshold, pack, cap_minor, cooldown_minutes, consented_by, consented_at, changed_at)
      values (${id}, 100, 'pack_1000', 5000, 60, ${`user:${id}`}, app_now(), app_now())`.execute(
      tx,
    );
    await sql`
      insert into top_up_runs (account_id, id, status, why, threshold, available, due_at, ended_at, next_at)
      values (${id}, ${newId<TopUpRunId>()}, 'skipped', 'enough', 100, 99, app_now(), app_now(), app_now())`.execute(
      tx,
    );
  });
}
