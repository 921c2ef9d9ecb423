import { expect, test } from "vitest";
import { inTransaction } from "@/db/transaction";
import { balancesOf, invoicesOf } from "../book-rows";
import { books, Customer } from "../books";
import { assertBooksAreClean } from "../database";
import { accountOf, periodsOf, stripeBilling } from "./subscribed";

const booksOf = (id: Parameters<typeof balancesOf>[1]) =>
  inTransaction(books(), (tx) => balancesOf(tx, id));

test("renewed and paid at Stripe it is a period, a document and its money here, once", async () => {
  const billing = await stripeBilling("2026-03-01T00:00:00Z", ["pro"]);
  const { customer } = await billing.subscribe("pro");
  await billing.pass("2026-03-16T12:00:00Z");
  const { carried, findings } = await billing.bringOver();
  expect(findings).toEqual([]);
  // 15.5 of 31 days are left: half of 20,000.
  expect(carried).toMatchObject([{ plan: "pro", credits: 10_000n, of: 20_000n }]);
  const id = await accountOf(customer);
  expect(await periodsOf(id)).toEqual(["pro 2026-03-01 2026-04-01 start open"]);
  expect(await booksOf(id)).toEqual({ grant: 10_000n, "issued.allowance": -10_000n });

  await billing.pass("2026-04-01T00:00:00Z");
  // Stripe said in March that it goes on: so it does, before Stripe tells of April.
  await assertBooksAreClean(books());
  expect(await periodsOf(id)).toHaveLength(2);
  await billing.hear();
  expect(await periodsOf(id)).toEqual([
    "pro 2026-03-01 2026-04-01 start renewal",
    "pro 2026-04-01 2026-05-01 renewal open",
  ]);
  expect(await booksOf(id)).toMatchObject({ grant: 30_000n });
  await billing.pass("2026-04-01T01:00:00Z");
  await billing.hear();
  // $99.00 less 2.9 % (287) and 30; the first period's credits are over.
  expect(await booksOf(id)).toMatchObject({
    ...{ stripe_balance: 9_583n, processor_fees: 317n, deferred_revenue: -9_900n },
    ...{ grant: 20_000n, expired: 10_000n },
  });
  for (let time = 0; time < 3; time += 1) await billing.hear();
  expect(await invoicesOf(books(), id)).toMatchObject([{ status: "paid", total: 9_900n }]);
});

/** An account of ours on Pro at Stripe, carried over at the beginning of March and in April's period, paid. */
async function inApril() {
  const billing = await stripeBilling("2026-03-01T00:00:00Z", ["pro", "scale"]);
  const customer = await Customer.open();
  const metadata = { external_id: customer.externalId };
  const subscription = await billing.subscribe("pro", { customer: { metadata } });
  await billing.bringOver();
  for (const at of ["2026-04-01T00:00:00Z", "2026-04-01T01:00:00Z"]) {
    await billing.pass(at);
    await billing.hear();
  }
  return { ...billing, customer, subscription, id: customer.id };
}

test("another price at Stripe is another plan here: Stripe's money, our shares of the credits", async () => {
  const { ask, priceOf, customer, subscription, id, pass, hear } = await inApril();
  await customer.consume(8_000n);
  await pass("2026-04-16T00:00:00Z");
  const item = { id: subscription.items.data[0]?.id ?? "", price: priceOf("scale") };
  await ask((stripe) =>
    stripe.subscriptions.update(subscription.id, {
      ...{ items: [item], proration_behavior: "always_invoice" },
    }),
  );
  await hear();
  await hear();
  expect(await periodsOf(id)).toEqual([
    "pro 2026-03-01 2026-04-01 start renewal",
    "pro 2026-04-01 2026-04-16 renewal change",
    "scale 2026-04-16 2026-05-01 change open",
  ]);
  // BOOKS B17: 10,000 back, half of 120,000 given; −49.50 + 249.50. Fees 3.17 and 6.10.
  const end = await booksOf(id);
  expect(end).toMatchObject({ grant: 62_000n, stripe_balance: 28_973n, processor_fees: 927n });
  expect(end.receivable).toBeUndefined();
  expect((end.deferred_revenue ?? 0n) + (end["revenue.plan"] ?? 0n)).toBe(-29_900n);
  expect(await invoicesOf(books(), id)).toMatchObject([
    { status: "paid", total: 9_900n },
    { status: "paid", total: 20_000n },
  ]);
});

test("an end at Stripe ends the plan here, and nothing of ours follows it", async () => {
  const { ask, subscription, id, pass, hear } = await inApril();
  await ask((stripe) =>
    stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true }),
  );
  await hear();
  await pass("2026-05-01T00:00:00Z");
  await hear();
  await pass("2026-06-01T00:00:00Z");
  await hear();
  expect(await periodsOf(id)).toEqual([
    "pro 2026-03-01 2026-04-01 start renewal",
    "pro 2026-04-01 2026-05-01 renewal cancel",
  ]);
  const end = await booksOf(id);
  expect(end.grant).toBeUndefined();
  expect(await invoicesOf(books(), id)).toHaveLength(1);
});

test("while Stripe waits for its money the next month gives nothing, and the money late gives it", async () => {
  const { ask, subscription, customer: mine, id, pass, hear, client } = await inApril();
  const customer = String(subscription.customer);
  const bad = await client.ask((stripe) =>
    stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer }),
  );
  const pay = (method: string) =>
    ask((stripe) =>
      stripe.customers.update(customer, { invoice_settings: { default_payment_method: method } }),
    );
  await pay(bad.id);
  for (const at of ["2026-05-01T00:00:00Z", "2026-05-01T01:00:00Z", "2026-06-01T00:00:00Z"]) {
    await pass(at);
    await hear();
  }
  // May was given when it opened; June waits (BOOKS B4).
  expect(await mine.consume(1n)).toMatchObject({ facts: { available: 0n } });
  const [open] = await ask(
    async (stripe) => (await stripe.invoices.list({ customer, status: "open" })).data,
  );
  const good = await client.ask((stripe) =>
    stripe.paymentMethods.attach("pm_card_visa", { customer }),
  );
  await pay(good.id);
  await ask((stripe) => stripe.invoices.pay(open?.id ?? ""));
  await pass("2026-06-01T01:00:00Z");
  await hear();
  await hear();
  expect(await booksOf(id)).toMatchObject({ grant: 20_000n, stripe_balance: 28_749n });
  expect(await mine.consume(1n)).toMatchObject({ available: 19_999n });
});

test("a change's document Stripe makes void is owed by nobody, and what it gave back was not given back", async () => {
  const { ask, priceOf, subscription, id, pass, hear } = await inApril();
  await pass("2026-04-16T00:00:00Z");
  const customer = String(subscription.customer);
  const bad = await ask((stripe) =>
    stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer }),
  );
  await ask((stripe) =>
    stripe.customers.update(customer, { invoice_settings: { default_payment_method: bad.id } }),
  );
  const item = { id: subscription.items.data[0]?.id ?? "", price: priceOf("scale") };
  await ask((stripe) =>
    stripe.subscriptions.update(subscription.id, {
      ...{ items: [item], proration_behavior: "always_invoice" },
    }),
  );
  await hear();
  expect(await booksOf(id)).toMatchObject({ receivable: 20_000n });
  const [open] = await ask(
    async (stripe) => (await stripe.invoices.list({ customer, status: "open" })).data,
  );
  await ask((stripe) => stripe.invoices.voidInvoice(open?.id ?? ""));
  await hear();
  await hear();
  const end = await booksOf(id);
  expect(end.receivable).toBeUndefined();
  expect(await invoicesOf(books(), id)).toMatchObject([
    { status: "paid", total: 9_900n },
    { status: "void", total: 20_000n },
  ]);
  // What was paid for April is still deferred or earned, all of it.
  expect((end.deferred_revenue ?? 0n) + (end["revenue.plan"] ?? 0n)).toBe(-9_900n);
  const stuck = await books()
    .selectFrom("stripe_event_work")
    .where("status", "in", ["dead", "waiting"])
    .select("last_error")
    .execute();
  expect(stuck).toEqual([]);
});
