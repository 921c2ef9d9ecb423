import type Stripe from "stripe";
import { expect, test } from "vitest";
import { getSilence } from "@/billing/payments/silent-queries";
import { inTransaction } from "@/db/transaction";
import { workEvents } from "@/stripe/work-events";
import { balancesOf, invoicesOf } from "../book-rows";
import { books, Customer } from "../books";
import { assertBooksAreClean } from "../database";
import { periodsOf, stripeBilling } from "./subscribed";
import { deliver } from "./unheard";

// Rolling is $10 a month for 1,000 credits, of which 400 roll over. By hand, with 300 used in March: 700 are left,
// 400 roll over, 300 expire.

const april = (time: string) => `2026-04-${time}:00Z`;

/** An account on Rolling at Stripe from 1 March, carried over whole, with 300 of March used and all heard by the 20th. */
async function inMarch() {
  const billing = await stripeBilling("2026-03-01T00:00:00Z", ["rolling", "scale"]);
  const customer = await Customer.open();
  const metadata = { external_id: customer.externalId };
  const { id, items } = await billing.subscribe("rolling", { customer: { metadata } });
  await billing.bringOver();
  await customer.consume(300n);
  await billing.pass("2026-03-20T00:00:00Z");
  await billing.hear();
  const update = (to: Stripe.SubscriptionUpdateParams) =>
    billing.ask((stripe) => stripe.subscriptions.update(id, to));
  return { ...billing, customer, id, itemId: items.data[0]?.id ?? "", update };
}

const standOf = (customer: Customer) =>
  inTransaction(books(), async (tx) => ({
    ...{ balances: await balancesOf(tx, customer.id), periods: await periodsOf(customer.id) },
    invoices: await invoicesOf(books(), customer.id),
  }));

test("a renewal heard two hours or a day late ends as one heard at once, with what was used between", async () => {
  for (const heardFrom of [april("01T00:00"), april("01T02:00"), april("02T00:00")]) {
    const { pass, hear, customer } = await inMarch();
    for (const [at, use] of [
      [april("01T00:00"), 100n],
      [april("01T00:30"), 0n],
      [april("01T01:00"), 0n],
      [april("01T01:30"), 60n],
      [april("02T00:00"), 40n],
      [april("02T01:00"), 0n],
    ] as const) {
      await pass(at);
      if (at >= heardFrom) await hear();
      if (use > 0n) await customer.consume(use);
      await assertBooksAreClean(books());
    }
    await hear();
    const { balances, periods, invoices } = await standOf(customer);
    expect(periods, heardFrom).toEqual([
      "rolling 2026-03-01 2026-04-01 start renewal",
      "rolling 2026-04-01 2026-05-01 renewal open",
    ]);
    // 1,000 + 400 − 200. Of $10.00 Stripe keeps 29 and 30 ¢.
    expect(balances, heardFrom).toMatchObject({
      ...{ grant: 1_200n, consumed: 500n, expired: 300n },
      ...{ stripe_balance: 941n, processor_fees: 59n },
    });
    expect(balances.overage).toBeUndefined();
    expect(invoices).toMatchObject([{ status: "paid", total: 1_000n }]);
  }
}, 60_000);

test("an end that was taken back without our hearing it: what rolls over has waited for the news", async () => {
  const { pass, hear, customer, update } = await inMarch();
  await update({ cancel_at_period_end: true });
  await hear();
  await update({ cancel_at_period_end: false });
  for (const at of [april("01T00:00"), april("01T02:00"), april("03T00:00")]) {
    await pass(at);
    await assertBooksAreClean(books());
  }
  // Nothing says here that it goes on: nothing is given.
  expect(await customer.consume(1n)).toMatchObject({ status: "insufficient_credits" });
  await hear();
  const { balances, periods } = await standOf(customer);
  expect(periods[1]).toBe("rolling 2026-04-01 2026-05-01 renewal open");
  expect(balances).toMatchObject({ grant: 1_400n, consumed: 300n, expired: 300n });
}, 30_000);

test("another plan since before a boundary, heard after it: its credits, less what was used since", async () => {
  const { pass, hear, customer, update, itemId, priceOf } = await inMarch();
  await update({
    items: [{ id: itemId, price: priceOf("scale") }],
    proration_behavior: "always_invoice",
  });
  await pass(april("01T00:00"));
  await customer.consume(200n);
  await pass(april("02T00:00"));
  await hear();
  await hear();
  const { balances, periods } = await standOf(customer);
  expect(periods.at(-1)).toBe("scale 2026-04-01 2026-05-01 change open");
  // 120,000 and the 400 rolled over, less 200; the 1,000 of Rolling are taken back, and nothing is owed.
  expect(balances).toMatchObject({ grant: 120_200n, consumed: 500n, revoked: 1_000n });
  expect(balances.debt ?? 0n).toBe(0n);
  expect(balances.receivable).toBeUndefined();
}, 30_000);

test("an end before a boundary, heard after it: nothing of what was opened stays", async () => {
  const { pass, hear, customer, id, ask } = await inMarch();
  await ask((stripe) => stripe.subscriptions.cancel(id));
  await pass(april("01T00:00"));
  await customer.consume(200n);
  await pass(april("02T00:00"));
  await hear();
  const { balances, periods } = await standOf(customer);
  expect(periods).toEqual([
    "rolling 2026-03-01 2026-04-01 start renewal",
    "rolling 2026-04-01 2026-04-01 renewal cancel",
  ]);
  expect(balances.grant).toBeUndefined();
  expect(balances.consumed).toBe(500n);
  expect(await customer.consume(1n)).toMatchObject({ status: "insufficient_credits" });
}, 30_000);

test("while Stripe stays silent one period is opened and no second one", async () => {
  const { pass, hear, customer } = await inMarch();
  for (const at of [april("01T00:00"), "2026-05-01T00:00:00Z", "2026-05-03T00:00:00Z"]) {
    await pass(at);
    await assertBooksAreClean(books());
  }
  expect((await standOf(customer)).periods).toHaveLength(2);
  // April was never told of: since its beginning.
  expect(await getSilence(books())).toEqual({ plans: 1, since: new Date(april("01T00:00")) });
  await hear();
  await hear();
  expect((await getSilence(books())).plans).toBe(0);
  const { balances, periods, invoices } = await standOf(customer);
  expect(periods).toEqual([
    "rolling 2026-03-01 2026-04-01 start renewal",
    "rolling 2026-04-01 2026-05-01 renewal renewal",
    "rolling 2026-05-01 2026-06-01 renewal open",
  ]);
  // April: 1,400; nothing of it used: 400 roll over once more. Expired: 300 in March, 400 + 600 in April.
  expect(balances).toMatchObject({ grant: 1_400n, expired: 1_300n, stripe_balance: 1_882n });
  expect(invoices).toHaveLength(2);
}, 30_000);

test("a renewal given back at Stripe, its refund heard before its payment: both are booked, its credits are taken", async () => {
  const { pass, customer, hear, gateway, ask } = await inMarch();
  for (const at of ["01T00:00", "01T02:00"]) await pass(april(at));
  const { data: charges } = await ask((stripe) => stripe.charges.list({ limit: 1 }));
  await ask((stripe) => stripe.refunds.create({ charge: charges[0]?.id ?? "" }));
  const { events } = await gateway.listEvents({ since: new Date(0) });
  await deliver(
    books(),
    events.filter(({ type }) => type.startsWith("refund.")),
  );
  for (let time = 0; time < 2; time += 1) {
    await workEvents(books(), gateway);
    const { balances, invoices } = await standOf(customer);
    expect(invoices.map(({ total }) => total)).toEqual([1_000n, -1_000n]);
    // 400 rolled over stay; April's 1,000 are gone; Stripe keeps its 59 ¢.
    expect(balances).toMatchObject({ grant: 400n, revoked: 1_000n, stripe_balance: -59n });
    await assertBooksAreClean(books());
    await hear();
  }
}, 30_000);
