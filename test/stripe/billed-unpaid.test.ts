import { expect, test } from "vitest";
import { applyPlan } from "@/billing/payments/apply-plan";
import { inTransaction } from "@/db/transaction";
import { workEvents } from "@/stripe/work-events";
import { invoicesOf } from "../book-rows";
import { books, Customer } from "../books";
import { assertBooksAreClean } from "../database";
import { stripeBilling } from "./subscribed";
import { deliver } from "./unheard";

// Rolling is $10 a month for 1,000 credits, of which 400 roll over. March was paid and 300 of it used: on 1 April there
// are the 400 that rolled over, and 1,000 whose payment the card declines.

const declined = "pm_card_chargeCustomerFail";

async function declinedInApril() {
  const billing = await stripeBilling("2026-03-01T00:00:00Z", ["rolling"]);
  const customer = await Customer.open();
  const metadata = { external_id: customer.externalId };
  const { id, customer: cus } = await billing.subscribe("rolling", { customer: { metadata } });
  await billing.bringOver();
  await customer.consume(300n);
  const payWith = (card: string) =>
    billing.ask(async ({ paymentMethods, subscriptions }) => {
      const { id: method } = await paymentMethods.attach(card, { customer: `${cus}` });
      return await subscriptions.update(id, { default_payment_method: method });
    });
  await payWith(declined);
  await billing.hear();
  const declines = async (hear: boolean) => {
    for (const at of ["01T00:00", "01T02:00", "09T00:00"]) {
      await billing.pass(`2026-04-${at}:00Z`);
      if (hear) await billing.hear();
    }
  };
  const available = async () => (await customer.balance()).available;
  return { ...billing, customer, id, declines, available };
}

test("Stripe gives a plan up whose month nobody paid: what is left of that is kept back until it is paid", async () => {
  const { customer, id, ask, hear, declines, available } = await declinedInApril();
  await declines(true);
  expect(await available()).toBe(1_400n);
  await ask(({ subscriptions }) => subscriptions.cancel(id));
  for (let time = 0; time < 2; time += 1) {
    await hear();
    expect(await customer.balance()).toMatchObject({ available: 400n, held: 1_000n });
  }
  await ask(async ({ invoices, paymentMethods }) => {
    const [open] = (await invoices.list({ status: "open" })).data;
    const { id: method } = await paymentMethods.attach("pm_card_visa", {
      customer: `${open?.customer}`,
    });
    return await invoices.pay(open?.id ?? "", { payment_method: method });
  });
  await hear();
  expect(await customer.balance()).toMatchObject({ available: 1_400n, held: 0n });
  expect(await invoicesOf(books(), customer.id)).toMatchObject([{ status: "paid", total: 1_000n }]);
  await assertBooksAreClean(books());
});

test("its end heard before its failure ends the same", async () => {
  const { customer, id, ask, gateway, hear, declines, available } = await declinedInApril();
  await declines(false);
  await ask(({ subscriptions }) => subscriptions.cancel(id));
  const { events } = await gateway.listEvents({ since: new Date(0) });
  await deliver(
    books(),
    events.filter(({ type }) => type === "customer.subscription.deleted"),
  );
  await workEvents(books(), gateway);
  expect(await invoicesOf(books(), customer.id)).toEqual([]);
  expect(await available()).toBe(1_400n);
  await hear();
  expect(await customer.balance()).toMatchObject({ available: 400n, held: 1_000n });
  await assertBooksAreClean(books());
});

test("unpaid at Stripe, and running: the same", async () => {
  const { customer, id, gateway, declines } = await declinedInApril();
  await declines(true);
  const facts = await gateway.getSubscription(id);
  if (!facts) throw new Error("The subscription is there");
  const unpaid = { ...facts, status: "unpaid" as const };
  const moved = [];
  for (let time = 0; time < 2; time += 1) {
    moved.push((await inTransaction(books(), (tx) => applyPlan(tx, unpaid)))?.moved);
    expect(await customer.balance()).toMatchObject({ available: 400n, held: 1_000n });
  }
  expect(moved).toEqual([true, false]);
  await assertBooksAreClean(books());
});
