import { agreeToTopUp, type TopUpWish } from "@/billing/payments/agree-top-up";
import { keepCustomer, writePaymentMethods } from "@/billing/payments/customer-queries";
import { inTransaction } from "@/db/transaction";
import { topUp } from "@/jobs/top-up";
import { author, books, Customer, openBooks } from "../books";
import { stripeBeside } from "./paying";

/** Below 1,000 credits the smaller pack for $12.00, at most $100 a month, an hour between two. */
const usual: TopUpWish = {
  ...{ threshold: 1_000n, pack: "pack_1000", methodId: null, capMinor: 10_000n },
  ...{ cooldownMinutes: 60, consent: true },
};

export async function agreed(customer: Customer, wish: Partial<TopUpWish> = {}) {
  await inTransaction(books(), (tx) =>
    agreeToTopUp(tx, { accountId: customer.id, author, hasProcessor: true }, { ...usual, ...wish }),
  );
}

/** A card as a processor would have told of it, where none is beside the test. */
export async function keptCard(customer: Customer) {
  const card = { id: "pm_kept", kind: "card", brand: "visa", last4: "4242" };
  await inTransaction(books(), async (tx) => {
    await keepCustomer(tx, customer.id, "cus_kept");
    await writePaymentMethods(tx, customer.id, [
      { ...card, expMonth: 12, expYear: 2099, isDefault: true },
    ]);
  });
}

export async function runs(customer: Customer) {
  return await books()
    .selectFrom("top_up_runs")
    .where("account_id", "=", customer.id)
    .orderBy("due_at")
    .orderBy("id")
    .select(["status", "why", "failure", "available", "amount_minor"])
    .execute();
}

export async function pausedBecause(customer: Customer): Promise<string | null> {
  const row = await books()
    .selectFrom("auto_top_ups")
    .where("account_id", "=", customer.id)
    .select("paused_because")
    .executeTakeFirst();
  return row?.paused_because ?? null;
}

/** 1 March, 1,200 credits, a card on file. */
export async function openedWith(card: string) {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const stripe = await stripeBeside();
  await stripe.card(customer, card);
  await customer.grant(1_200n);
  return { customer, stripe, run: () => topUp(books(), stripe.gateway) };
}
