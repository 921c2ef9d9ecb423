import { sql } from "kysely";
import { expect, test } from "vitest";
import { takeLastSteps } from "@/billing/payments/last-step";
import type { InvoiceId } from "@/lib/ids";
import { advance, books, Customer, setClock } from "../books";
import { giveUp } from "../give-up";
import { buyPack } from "../packs";
import { collectionsOf, type stripeBeside } from "./paying";
import { openWith, statusesAtStripe, unpaidApril } from "./unpaid";

/** Done once: the second run, and two at once, find nothing. */
async function lastStep(customer: Customer) {
  expect(await takeLastSteps(books())).toEqual({ done: 1, failed: [] });
  const after = [await customer.books(), await collectionsOf(customer)];
  await Promise.all([takeLastSteps(books()), takeLastSteps(books())]);
  expect(await takeLastSteps(books())).toEqual({ done: 0, failed: [] });
  expect([await customer.books(), await collectionsOf(customer)]).toEqual(after);
}

async function creditsOf(customer: Customer) {
  const { available, held } = await customer.balance();
  return { available, held };
}

function statuses(customer: Customer) {
  return customer.invoices().then((all) => all.map(({ status }) => status));
}

test("suspended, what is left of the allowance waits for the money, nothing is used beyond it, and paying heals it", async () => {
  const { stripe, customer, invoiceId } = await unpaidApril("suspend");
  expect(await creditsOf(customer)).toEqual({ available: 15_000n, held: 0n });
  await lastStep(customer);
  expect(await creditsOf(customer)).toEqual({ available: 0n, held: 15_000n });
  expect(await customer.consume(1n)).toMatchObject({
    ...{ status: "insufficient_credits", facts: { reason: "withheld" } },
  });
  // Credits that were given for nothing are no part of it.
  await customer.grant(10n);
  await customer.consume(10n);

  await stripe.card(customer);
  expect(await stripe.payNow(customer, invoiceId)).toMatchObject({ outcome: "paid" });
  expect(await creditsOf(customer)).toEqual({ available: 15_000n, held: 0n });
  // And 5 credits beyond the 15,000, at a cent each.
  await customer.consume(15_005n);
  expect((await customer.balance()).overage).toBe(5n);
});

test("suspended over the end of its month, what was kept back expires with the late money, and May begins", async () => {
  const { customer, invoiceId } = await unpaidApril("suspend");
  await lastStep(customer);
  // May's allowance waits for its own money, since April's is overdue.
  await advance("2026-05-01T02:00:00Z");
  expect(await creditsOf(customer)).toEqual({ available: 0n, held: 15_000n });
  await customer.pay(invoiceId);
  expect(await creditsOf(customer)).toEqual({ available: 0n, held: 0n });
  expect(await customer.books()).toMatchObject({ expired: 35_000n });
  const may = (await customer.invoices())[2]?.id ?? null;
  await customer.pay(may);
  expect(await creditsOf(customer)).toEqual({ available: 20_000n, held: 0n });
});

test("who is suspended and ends the plan gives back what was kept back, and owes the rest", async () => {
  const { customer, invoiceId } = await unpaidApril("suspend");
  await lastStep(customer);
  await setClock("2026-04-16T12:00:00Z");
  await customer.confirm((await customer.previewEnd("now")).quoteId);
  // 14.5 of 30 days are left: $99.00 × 29 ∕ 60 = $47.85 and 20,000 × 29 ∕ 60 = 9,667 credits go back.
  expect(await customer.books()).toMatchObject({ receivable: 5_115n });
  expect(await creditsOf(customer)).toEqual({ available: 0n, held: 5_333n });
  // $99.00 is void at Stripe; what is left of it is collected anew.
  expect(await collectionsOf(customer)).toMatchObject([
    { status: "ending", amount_minor: 9_900n },
    { status: "intended", amount_minor: 5_115n },
  ]);
  await customer.pay(invoiceId);
  expect(await creditsOf(customer)).toEqual({ available: 5_333n, held: 0n });
});

/** A year from January on, suspended on the 15th. */
async function suspendedYear() {
  const stripe = await openWith("suspend", "2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await stripe.card(customer, "pm_card_chargeCustomerFail");
  const { invoiceId } = await customer.start("pro_yearly");
  await stripe.collect();
  for (const day of ["2026-01-04", "2026-01-08", "2026-01-15"]) {
    await advance(`${day}T00:00:00Z`);
    await stripe.collect();
  }
  await lastStep(customer);
  return { customer, invoiceId };
}

test("of a suspended year that is ended the month that was given is owed, and none of those after it", async () => {
  const { customer } = await suspendedYear();
  await advance("2026-03-10T00:00:00Z");
  await customer.confirm((await customer.previewEnd("now")).quoteId);
  // $990.00 ∕ 12 for January; February and March, in which nothing was given, and the nine after them go back.
  expect(await customer.books()).toMatchObject({ receivable: 8_250n, "revenue.plan": -8_250n });
  expect(await customer.books()).not.toHaveProperty("deferred_revenue");
  expect((await customer.invoices()).at(-1)?.total).toBe(-90_750n);
});

test("of a suspended year no further month is given until it is paid", async () => {
  const { customer, invoiceId } = await suspendedYear();
  expect(await creditsOf(customer)).toEqual({ available: 0n, held: 20_000n });
  await advance("2026-02-10T00:00:00Z");
  expect(await creditsOf(customer)).toEqual({ available: 0n, held: 20_000n });
  await customer.pay(invoiceId);
  expect(await creditsOf(customer)).toEqual({ available: 20_000n, held: 0n });
  await advance("2026-03-01T02:00:00Z");
  expect(await creditsOf(customer)).toEqual({ available: 20_000n, held: 0n });
});

test("void while it is suspended, the credits are taken back with it", async () => {
  const { customer, invoiceId } = await unpaidApril("suspend");
  await lastStep(customer);
  expect(await giveUp(customer, { invoiceId, as: "void" })).toMatchObject({
    ...{ revoked: 15_000n, expired: 0n, writtenOff: 5_000n },
  });
  expect(await creditsOf(customer)).toEqual({ available: 0n, held: 0n });
});

test("cancelled, the plan ends with the last try, its credit pays its own document and the rest is given up", async () => {
  const { stripe, customer, invoiceId } = await unpaidApril("cancel");
  await lastStep(customer);
  // $99.00 × 383 ∕ 720 = $52.66 goes back with 10,639 of 15,000 credits; $46.34 are lost, and the other 4,361 revoked.
  expect(await customer.books()).toEqual({
    ...{ bank: 9_900n, write_off: 4_634n, "revenue.plan": -14_534n },
    ...{ "issued.allowance": -40_000n, expired: 20_000n, consumed: 5_000n, revoked: 15_000n },
  });
  expect(await statuses(customer)).toEqual(["paid", "uncollectible", "paid"]);
  expect(await creditsOf(customer)).toEqual({ available: 0n, held: 0n });
  // At Stripe nobody is to pay $99.00 any more.
  await stripe.collect();
  expect(await collectionsOf(customer)).toMatchObject([{ status: "void" }]);
  await advance("2026-06-01T02:00:00Z");
  expect(await statuses(customer)).toEqual(["paid", "uncollectible", "paid"]);

  await stripe.card(customer);
  expect(await stripe.payNow(customer, invoiceId)).toMatchObject({ outcome: "paid" });
  // $46.34: 2.9 % is 134.4, so 134, and 30 more.
  expect(await customer.books()).toMatchObject({ stripe_balance: 4_470n, processor_fees: 164n });
  expect((await customer.books()).write_off).toBeUndefined();
  expect(await statuses(customer)).toEqual(["paid", "paid", "paid"]);
});

test("written off, the plan goes on, and money that comes late is booked on the same document", async () => {
  const { stripe, customer, invoiceId } = await unpaidApril("write_off");
  await lastStep(customer);
  // $46.34 of $99.00 was earned and is lost; the 15,000 unused credits are revoked with the other $52.66.
  expect(await customer.books()).toEqual({
    ...{ bank: 9_900n, write_off: 4_634n, "revenue.plan": -14_534n },
    ...{ "issued.allowance": -40_000n, expired: 20_000n, consumed: 5_000n, revoked: 15_000n },
  });
  expect(await statuses(customer)).toEqual(["paid", "uncollectible"]);
  await stripe.collect();
  expect(await statusesAtStripe(stripe)).toEqual(["uncollectible"]);
  await stripe.card(customer);
  expect(await stripe.payNow(customer, invoiceId)).toMatchObject({ outcome: "paid" });
  expect(await collectionsOf(customer)).toMatchObject([{ status: "paid", amount_minor: 9_900n }]);
  expect(await customer.books()).toMatchObject({ stripe_balance: 9_583n, write_off: -5_266n });
  expect(await statusesAtStripe(stripe)).toEqual(["paid"]);
});

test("an order nobody paid ends by itself: the last try takes nothing else", async () => {
  const stripe = await openWith("cancel");
  const customer = await Customer.open();
  await customer.start("pro");
  await customer.pay((await customer.invoices())[0]?.id ?? null);
  await exhaust(stripe, customer);
  expect(await takeLastSteps(books())).toEqual({ done: 1, failed: [] });
  expect(await statuses(customer)).toEqual(["paid", "issued"]);
});

/** An order whose collection is made to look as if its last try had failed, and which is past its day. */
async function exhaust(stripe: Awaited<ReturnType<typeof stripeBeside>>, customer: Customer) {
  await stripe.card(customer);
  await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  await sql`update collections set exhausted_at = created_at, next_attempt_at = null`.execute(
    books(),
  );
  await sql`update invoices set failed_at = issued_at where status = 'issued'`.execute(books());
}

test("an account that cannot be decided on is named, and holds up no other", async () => {
  const first = await unpaidApril("write_off");
  const second = await Customer.open();
  await second.start("pro");
  await first.stripe.card(second, "pm_card_chargeCustomerFail");
  const id = (await second.invoices())[0]?.id as InvoiceId;
  await first.stripe.payNow(second, id);
  await sql`update collections set exhausted_at = created_at where account_id = ${second.id}`.execute(
    books(),
  );
  await sql`update invoices set failed_at = issued_at where id = ${id}`.execute(books());
  await sql`create function broken() returns trigger language plpgsql as
    $$ begin raise exception 'broken'; end $$`.execute(books());
  await sql`create trigger broken before update on collections for each row
    when (new.account_id = ${sql.lit(first.customer.id)}) execute function broken()`.execute(
    books(),
  );
  const run = await takeLastSteps(books());
  expect(run.done).toBe(1);
  expect(run.failed.map(({ accountId }) => accountId)).toEqual([first.customer.id]);
  expect(await statuses(second)).toEqual(["uncollectible"]);
  expect(await statuses(first.customer)).toEqual(["paid", "issued"]);

  await sql`drop trigger broken on collections`.execute(books());
  expect(await takeLastSteps(books())).toEqual({ done: 1, failed: [] });
  expect(await statuses(first.customer)).toEqual(["paid", "uncollectible"]);
});
