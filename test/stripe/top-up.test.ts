import { sql } from "kysely";
import { expect, test } from "vitest";
import { lockAccounts } from "@/billing/snapshot";
import { inTransaction } from "@/db/transaction";
import { topUp } from "@/jobs/top-up";
import { books, Customer, openBooks, setClock } from "../books";
import { byClients } from "../races/clients";
import { stripeBeside } from "./paying";

/** Agreed to by the owner: below 1,000 credits the smaller pack, at most $100 a month, an hour between two. */
async function agreed(
  customer: Customer,
  { cap = 10_000n, threshold = 1_000n, cooldown = 60 } = {},
) {
  await inTransaction(books(), async (tx) => {
    await lockAccounts(tx, [customer.id]);
    await sql`insert into auto_top_ups (account_id, enabled, threshold, pack, cap_minor, cooldown_minutes,
      consented_by, consented_at, changed_at, look_at)
      values (${customer.id}, true, ${threshold}, 'pack_1000', ${cap}, ${cooldown}, 'user:1', app_now(), app_now(), app_now())`.execute(
      tx,
    );
  });
}

async function runs(customer: Customer) {
  return await books()
    .selectFrom("top_up_runs")
    .where("account_id", "=", customer.id)
    .orderBy("due_at")
    .select(["status", "why", "available", "amount_minor"])
    .execute();
}

async function opened(card?: string) {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const stripe = await stripeBeside();
  if (card) await stripe.card(customer, card);
  await customer.grant(1_200n);
  return { customer, stripe, run: () => topUp(books(), stripe.gateway) };
}

test("eight uses at once that cross the threshold buy one pack, paid at once with nobody there", async () => {
  const { customer, stripe, run } = await opened("pm_card_visa");
  await agreed(customer);
  expect(await run()).toEqual({ ended: 0, failed: [] });
  expect(await runs(customer)).toEqual([]);
  await byClients(8, () => customer.consume(50n));
  expect(await runs(customer)).toMatchObject([{ status: "due", available: 950n }]);

  const workers = await Promise.all([run(), run(), run()]);
  expect(workers.flatMap(({ failed }) => failed)).toEqual([]);
  await run();
  expect(await runs(customer)).toMatchObject([{ status: "paid", why: null, amount_minor: 1_200n }]);
  expect(await stripe.charges()).toHaveLength(1);
  // 1,200 − 8 × 50 + 1,000; of $12.00 Stripe keeps 2.9 %, 34.8, so 35, and 30 more.
  expect((await customer.balance()).available).toBe(1_800n);
  expect(await customer.books()).toMatchObject({ stripe_balance: 1_135n, processor_fees: 65n });
});

test("a declined card pauses it: the order is taken back and nothing else is tried", async () => {
  const { customer, stripe, run } = await opened("pm_card_chargeCustomerFail");
  await agreed(customer);
  await customer.consume(300n);
  expect(await run()).toEqual({ ended: 1, failed: [] });
  expect(await runs(customer)).toMatchObject([{ status: "failed", why: "payment_failed" }]);
  expect((await customer.invoices()).map(({ status }) => status)).toEqual(["void"]);
  expect((await customer.balance()).available).toBe(900n);
  await setClock("2026-03-02T00:00:00Z");
  await customer.consume(300n);
  await run();
  await stripe.collect();
  expect(await runs(customer)).toHaveLength(1);
  expect((await stripe.charges()).filter(({ paid }) => paid)).toEqual([]);
});

test("a pack that leaves too few runs again after the cooldown only, and never past the month's cap", async () => {
  const { customer, run } = await opened("pm_card_visa");
  // Three packs of $12.00 are $36.00, and a fourth would be $48.00.
  await agreed(customer, { cap: 4_000n, threshold: 9_000n });
  for (const at of ["00:00:00", "00:59:59", "01:00:00", "02:00:00", "03:00:00", "04:00:00"]) {
    await setClock(`2026-03-01T${at}Z`);
    for (let again = 0; again < 3; again += 1) expect((await run()).failed).toEqual([]);
  }
  const paid = { status: "paid", amount_minor: 1_200n };
  const capped = { status: "skipped", why: "cap", amount_minor: null };
  expect(await runs(customer)).toMatchObject([paid, paid, paid, capped]);
  expect((await customer.balance()).available).toBe(4_200n);
  await setClock("2026-03-31T23:59:59Z");
  await run();
  expect(await runs(customer)).toHaveLength(4);
  // The customer's month begins; no use has to come for it.
  await setClock("2026-04-01T00:00:00Z");
  await run();
  expect((await runs(customer)).at(-1)).toMatchObject({ status: "paid", available: 4_200n });
});

test("without anything to pay with it pauses and orders nothing", async () => {
  const { customer, run } = await opened();
  await agreed(customer);
  await customer.consume(300n);
  expect(await run()).toEqual({ ended: 1, failed: [] });
  expect(await runs(customer)).toMatchObject([{ status: "skipped", why: "no_method" }]);
  expect(await customer.invoices()).toEqual([]);
});
