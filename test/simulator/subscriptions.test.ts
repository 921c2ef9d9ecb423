import type Stripe from "stripe";
import { expect, test } from "vitest";
import { customerWith, type Simulated, simulated } from "./simulated";

const day = 86_400;

async function monthly(stripe: Stripe, amount: number): Promise<Stripe.Price> {
  const product = await stripe.products.create({ name: `Plan of ${amount}` });
  const every = { interval: "month" as const };
  return await stripe.prices.create({
    ...{ product: product.id, currency: "usd", unit_amount: amount, recurring: every },
  });
}

async function subscribed(stripe: Stripe, amount: number, card = "pm_card_visa") {
  const customer = await customerWith(stripe, card);
  const price = await monthly(stripe, amount);
  const items = [{ price: price.id }];
  return await stripe.subscriptions.create({ customer: customer.id, items });
}

const typesOf = ({ simulator }: Simulated) =>
  simulator.state
    .all("event")
    .toReversed()
    .map(({ type }) => type);

test("a first period is charged at once, and the next one an hour after it began", async () => {
  const world = await simulated();
  const { stripe, pass } = world;
  const made = await subscribed(stripe, 2_000);
  expect(made.status).toBe("active");
  const [item] = made.items.data;
  // 1 March to 1 April.
  expect((item?.current_period_end ?? 0) - (item?.current_period_start ?? 0)).toBe(31 * day);

  await pass(31 * day);
  const renewed = await stripe.subscriptions.retrieve(made.id, { expand: ["latest_invoice"] });
  expect(renewed.items.data[0]?.current_period_start).toBe(item?.current_period_end);
  const draft = renewed.latest_invoice as Stripe.Invoice;
  expect(draft).toMatchObject({
    ...{ status: "draft", total: 2_000, billing_reason: "subscription_cycle" },
    parent: { type: "subscription_details", subscription_details: { subscription: made.id } },
  });
  await pass(3_600);
  const { data } = await stripe.invoices.list({ subscription: made.id });
  expect(data.map(({ status, amount_paid }) => [status, amount_paid])).toEqual([
    ["paid", 2_000],
    ["paid", 2_000],
  ]);
  expect(typesOf(world)).toContain("customer.subscription.updated");
});

test("another price gives back and costs what is left of the period", async () => {
  const { stripe, pass } = await simulated();
  const made = await subscribed(stripe, 500);
  const dear = await monthly(stripe, 2_000);
  await pass(day);
  const items = [{ id: made.items.data[0]?.id ?? "", price: dear.id }];
  const changed = await stripe.subscriptions.update(made.id, {
    ...{ items, proration_behavior: "always_invoice", expand: ["latest_invoice"] },
  });
  const invoice = changed.latest_invoice as Stripe.Invoice;
  // 30 of 31 days are left: 500 × 30 ∕ 31 = 483.87, 2,000 × 30 ∕ 31 = 1,935.48.
  expect(invoice.lines.data.map(({ amount }) => amount)).toEqual([-484, 1_935]);
  expect(invoice).toMatchObject({ status: "paid", amount_paid: 1_451 });
  expect(invoice.lines.data[0]?.parent?.subscription_item_details?.proration).toBe(true);
});

test("prorations wait for the next invoice unless they are asked for at once", async () => {
  const { stripe, pass } = await simulated();
  const made = await subscribed(stripe, 500);
  const dear = await monthly(stripe, 2_000);
  const items = [{ id: made.items.data[0]?.id ?? "", price: dear.id }];
  await stripe.subscriptions.update(made.id, { items });
  expect((await stripe.invoiceItems.list({ pending: true })).data).toHaveLength(2);
  await pass(31 * day);
  const { latest_invoice } = await stripe.subscriptions.retrieve(made.id);
  const draft = await stripe.invoices.retrieve(String(latest_invoice));
  expect(draft.lines.data.map(({ amount }) => amount)).toEqual([-500, 2_000, 2_000]);
});

test("a trial is told of before it ends, and charged when it has", async () => {
  const world = await simulated();
  const { stripe, pass } = world;
  const customer = await customerWith(stripe, "pm_card_visa");
  const price = await monthly(stripe, 2_000);
  const items = [{ price: price.id, quantity: 3 }];
  const made = await stripe.subscriptions.create({
    ...{ customer: customer.id, items, trial_period_days: 14 },
  });
  expect(made).toMatchObject({ status: "trialing" });
  await pass(11 * day);
  expect(typesOf(world)).toContain("customer.subscription.trial_will_end");
  await pass(3 * day);
  await pass(3_600);
  const after = await stripe.subscriptions.retrieve(made.id, { expand: ["latest_invoice"] });
  expect(after).toMatchObject({ status: "active", latest_invoice: { amount_paid: 6_000 } });
});

test("a payment that fails leaves it past due until the invoice is paid", async () => {
  const { stripe, pass } = await simulated();
  const made = await subscribed(stripe, 2_000, "pm_card_chargeCustomerFail");
  expect(made.status).toBe("incomplete");
  const good = await subscribed(stripe, 2_000);
  const bad = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", {
    customer: String(good.customer),
  });
  await stripe.subscriptions.update(good.id, { default_payment_method: bad.id });
  await pass(31 * day);
  await pass(3_600);
  const behind = await stripe.subscriptions.retrieve(good.id);
  expect(behind.status).toBe("past_due");
  const visa = await stripe.paymentMethods.attach("pm_card_visa", {
    customer: String(good.customer),
  });
  await stripe.invoices.pay(String(behind.latest_invoice), { payment_method: visa.id });
  expect((await stripe.subscriptions.retrieve(good.id)).status).toBe("active");
});

test("it ends with its period, or at once with what is left given back", async () => {
  const world = await simulated();
  const { stripe, pass } = world;
  const later = await subscribed(stripe, 2_000);
  const now = await subscribed(stripe, 3_100);
  await stripe.subscriptions.update(later.id, { cancel_at_period_end: true });
  await pass(10 * day);
  await stripe.subscriptions.cancel(now.id, { prorate: true, invoice_now: true });
  const { data } = await stripe.invoices.list({ subscription: now.id });
  // 21 of 31 days.
  expect(data[0]?.total).toBe(-2_100);
  await pass(21 * day);
  const ended = await stripe.subscriptions.list({ status: "canceled" });
  expect(ended.data.map(({ id }) => id).toSorted()).toEqual([later.id, now.id].toSorted());
  expect((await stripe.subscriptions.list()).data).toEqual([]);
  expect(typesOf(world)).toContain("customer.subscription.deleted");
});

test("another interval begins a period of its own", async () => {
  const { stripe, pass } = await simulated();
  const made = await subscribed(stripe, 3_100);
  const product = await stripe.products.create({ name: "Yearly" });
  const yearly = await stripe.prices.create({
    ...{ product: product.id, currency: "usd", unit_amount: 30_000 },
    recurring: { interval: "year" },
  });
  await pass(10 * day);
  const changed = await stripe.subscriptions.update(made.id, {
    items: [{ id: made.items.data[0]?.id ?? "", price: yearly.id }],
    expand: ["latest_invoice"],
  });
  const [item] = changed.items.data;
  expect((item?.current_period_end ?? 0) - (item?.current_period_start ?? 0)).toBe(365 * day);
  expect((changed.latest_invoice as Stripe.Invoice).total).toBe(30_000 - 2_100);
});
