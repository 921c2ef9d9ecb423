import { expect, test } from "vitest";
import { applyInvoice } from "@/billing/payments/apply-invoice";
import type { ProcessorInvoice } from "@/billing/payments/gateway";
import { startPayment } from "@/billing/payments/start-payment";
import type { Tx } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { balancesOf } from "../book-rows";
import { author, books, Customer, openBooks } from "../books";
import { permutations } from "../permutations";
import { shareOf } from "../runs";

const rollBack = new Error("rolled back");

test("five looks at one invoice, old and new, end the same in every order", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  if (!invoiceId) throw new Error("Pro costs something");
  const { collectionId } = await inTransaction(books(), (tx) =>
    startPayment(tx, { accountId: customer.id, invoiceId, author, how: "page" }),
  );
  // $99.00 less 2.9 % (287) and 30; the failure is told once, whenever it is heard of.
  const expected = {
    ...{ stripe_balance: 9_583n, processor_fees: 317n, deferred_revenue: -9_900n, grant: 20_000n },
    ...{ status: "paid", payments: 1, failures: 1 },
  };
  const orders = permutations(looksAt(collectionId));
  expect(orders).toHaveLength(120);
  for (const order of shareOf(orders, { part: 0, of: 4 })) {
    const end = await inOrder(customer, order);
    expect(end, order.map((one) => one.status).join(" ")).toMatchObject(expected);
    expect(end.receivable).toBeUndefined();
  }
}, 120_000);

/** As it was while it was new, open, refused, paid, and booked at the processor. */
function looksAt(collectionId: string): ProcessorInvoice[] {
  const made = {
    id: "in_1",
    customerId: "cus_1",
    collectionId,
    currency: "usd",
    totalMinor: 9_900n,
  };
  const draft: ProcessorInvoice = {
    ...{ ...made, status: "draft", remainingMinor: 9_900n, hostedUrl: null, payments: [] },
    ...{ processing: false, requiresAction: false, lastFailure: null },
  };
  const open = { ...draft, status: "open" as const, hostedUrl: "https://pay.example/1" };
  const lastFailure = { code: "card_declined", declineCode: null, attemptId: "ch_0" };
  const payment = {
    ...{ paymentIntentId: "pi_1", chargeId: "ch_1", amountMinor: 9_900n, currency: "usd" },
    ...{ paidAt: new Date("2026-03-01T00:00:00Z"), balance: null },
    method: { kind: "card", brand: "visa", last4: "4242" },
  };
  const paid = { ...open, status: "paid" as const, remainingMinor: 0n, payments: [payment] };
  const balance = {
    ...{ transactionId: "txn_1", currency: "usd", grossMinor: 9_900n, feeMinor: 317n },
    ...{ exchangeRate: null, createdAt: new Date("2026-03-01T00:00:00Z") },
  };
  return [
    draft,
    open,
    { ...open, lastFailure },
    paid,
    { ...paid, payments: [{ ...payment, balance }] },
  ];
}

async function inOrder(customer: Customer, order: readonly ProcessorInvoice[]) {
  let end: Record<string, unknown> = {};
  await inTransaction(customer.db, async (tx) => {
    for (const look of order) await applyInvoice(tx, look);
    end = { ...(await balancesOf(tx, customer.id)), ...(await rowsOf(tx, customer)) };
    throw rollBack;
  }).catch((error: unknown) => {
    if (error !== rollBack) throw error;
  });
  return end;
}

async function rowsOf(tx: Tx, { id }: Customer) {
  const of = { account_id: id };
  const count = async (table: "payments" | "failed_attempts") =>
    (
      await tx
        .selectFrom(table)
        .where("account_id", "=", of.account_id)
        .select("account_id")
        .execute()
    ).length;
  const collections = tx.selectFrom("collections").where("account_id", "=", id);
  const { status } = await collections.select("status").executeTakeFirstOrThrow();
  return { status, payments: await count("payments"), failures: await count("failed_attempts") };
}
