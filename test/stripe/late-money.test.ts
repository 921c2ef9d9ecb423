import { expect, test } from "vitest";
import { applyInvoice } from "@/billing/payments/apply-invoice";
import { inTransaction } from "@/db/transaction";
import { listTasks } from "@/staff/task-queries";
import { books, Customer, openBooks, setClock } from "../books";
import { giveUp } from "../give-up";
import { buyPack, takeBack } from "../packs";
import { ask, preview, send, tasksOf } from "../refunds/refunding";
import { collectionsOf, dueNow, stripeBeside } from "./paying";
import { tellAll } from "./telling";

/** A pack of 10,000 for $100.00 whose page at Stripe is open; the customer's card is good. */
async function orderedAtStripe(grants: "on_issue" | "on_payment") {
  await openBooks("2026-04-01T00:00:00Z");
  const stripe = await stripeBeside();
  const customer = await Customer.open();
  const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants });
  if (!invoiceId) throw new Error("A pack has an invoice");
  await stripe.payNow(customer, invoiceId, "page");
  const [{ processor_invoice_id: there } = { processor_invoice_id: null }] =
    await collectionsOf(customer);
  /** Paid on the page that was open all the while, and heard of as often as Stripe likes. */
  const payThere = async () => {
    await stripe.card(customer);
    await stripe.client.ask((api) => api.invoices.pay(there ?? ""));
    for (let time = 0; time < 3; time += 1) await stripe.hear(there ?? "");
  };
  return { stripe, customer, invoiceId, payThere };
}

/** The one task there is, as staff read it. */
async function theTask() {
  const { tasks } = await listTasks(books(), { state: "open", limit: 10 });
  expect(tasks).toHaveLength(1);
  return tasks[0];
}

// Stripe keeps 2.9 % of $100.00 and 30 ¢: $3.20.

test("money for an invoice that was given up pays it, and a person is told which credits stay taken back", async () => {
  const { customer, invoiceId, payThere } = await orderedAtStripe("on_issue");
  await customer.consume(4_000n);
  expect(await giveUp(customer, { invoiceId, as: "uncollectible" })).toMatchObject({
    revoked: 6_000n,
  });
  await setClock("2026-04-03T00:00:00Z");
  await payThere();
  expect(await customer.invoices()).toMatchObject([{ status: "paid" }]);
  // $40.00 were lost and $60.00 taken out of what was deferred: what came beyond the loss is a gain there.
  expect(await customer.books()).toMatchObject({ stripe_balance: 9_680n, write_off: -6_000n });
  expect(await customer.balance()).toMatchObject({ available: 0n });
  expect(await theTask()).toMatchObject({
    ...{ kind: "payment_given_up", account: { id: customer.id }, invoice: { id: invoiceId } },
    ...{ amountMinor: 10_000n, currency: "usd", creditsTaken: 6_000n },
  });
  // Or all of it goes back: what was written off came after all, so that $100.00 are there to be refunded.
  const shown = await preview(customer, invoiceId, { of: { kind: "amount", grossMinor: 10_000n } });
  // 6,000 were taken back without money, and 4,000 of 10,000 were spent.
  expect(shown.policies.proportional).toMatchObject({
    revoked: 0n,
    expired: 6_000n,
    short: 4_000n,
  });
  // What the sentence says to do: they are given again, and the customer has what was paid for.
  await customer.grant(6_000n, { category: "adjustment" });
  expect(await customer.balance()).toMatchObject({ available: 6_000n });
});

test("what was given up and paid late is refunded whole, and nothing of it is earned or lost in the end", async () => {
  const { stripe, customer, invoiceId, payThere } = await orderedAtStripe("on_issue");
  await customer.consume(4_000n);
  await giveUp(customer, { invoiceId, as: "uncollectible" });
  await payThere();
  await ask(customer, invoiceId, { of: { kind: "amount", grossMinor: 10_000n } });
  await send(stripe.gateway);
  // $40.00 were earned and $60.00 a gain; $100.00 given back of what was earned. The 4,000 spent are owed.
  expect(await customer.books()).toMatchObject({
    ...{ "revenue.pack": -4_000n, write_off: -6_000n, refunds: 10_000n, stripe_balance: -320n },
    debt: -4_000n,
  });
});

test("credits that waited for the money of a given-up invoice come with it: none is lost", async () => {
  const { customer, invoiceId, payThere } = await orderedAtStripe("on_payment");
  await giveUp(customer, { invoiceId, as: "uncollectible" });
  await payThere();
  expect(await customer.balance()).toMatchObject({ available: 10_000n });
  expect(await theTask()).toMatchObject({ kind: "payment_given_up", creditsTaken: 0n });
});

test("money for an invoice staff voided is kept, a person is told, and it buys the pack again", async () => {
  const { stripe, customer, invoiceId, payThere } = await orderedAtStripe("on_issue");
  await giveUp(customer, { invoiceId, as: "void" });
  await payThere();
  expect(await customer.books()).toMatchObject({
    account_credit: -10_000n,
    stripe_balance: 9_680n,
  });
  expect(await theTask()).toMatchObject({
    ...{ kind: "payment_kept", invoice: { id: invoiceId }, amountMinor: 10_000n },
  });
  await dueNow();
  await stripe.collect();
  expect(await tasksOf(customer)).toEqual(["payment_kept"]);
  await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  expect(await customer.balance()).toMatchObject({ available: 10_000n });
  expect(await customer.books()).toMatchObject({
    stripe_balance: 9_680n,
    deferred_revenue: -10_000n,
  });
});

test("the same where the customer took the order back while the page was open", async () => {
  const { customer, invoiceId, payThere } = await orderedAtStripe("on_payment");
  await takeBack(customer, invoiceId);
  await payThere();
  expect(await customer.balance()).toMatchObject({ available: 0n });
  expect(await customer.books()).toMatchObject({
    account_credit: -10_000n,
    stripe_balance: 9_680n,
  });
  expect(await theTask()).toMatchObject({ kind: "payment_kept", amountMinor: 10_000n });
});

test("paid by bank and then by card: the second money is kept, and a person is told", async () => {
  const { customer, invoiceId, payThere } = await orderedAtStripe("on_payment");
  await customer.pay(invoiceId);
  await payThere();
  expect(await customer.balance()).toMatchObject({ available: 10_000n });
  expect(await customer.books()).toMatchObject({
    ...{ bank: 10_000n, account_credit: -10_000n, stripe_balance: 9_680n },
  });
  expect(await theTask()).toMatchObject({ kind: "payment_kept", invoice: { id: invoiceId } });
});

test("given back at Stripe, what was kept is not kept any more, and what the first money paid for stays", async () => {
  for (const first of ["void", "bank"] as const) {
    const { stripe, customer, invoiceId, payThere } = await orderedAtStripe("on_payment");
    if (first === "bank") await customer.pay(invoiceId);
    else await giveUp(customer, { invoiceId, as: "void" });
    await payThere();
    expect(await customer.books()).toMatchObject({ account_credit: -10_000n });
    const [charge] = await stripe.charges();
    await stripe.client.ask(({ refunds }) => refunds.create({ charge: charge?.id ?? "" }));
    await tellAll(stripe, 2);
    // Stripe keeps its $3.20.
    expect(await customer.books()).toMatchObject({ stripe_balance: -320n });
    for (const none of ["account_credit", "dispute_loss", "refunds"])
      expect(await customer.books()).not.toHaveProperty(none);
    const available = first === "bank" ? 10_000n : 0n;
    expect(await customer.balance()).toMatchObject({ available });
  }
});

test("a charge taken a second time and given back at Stripe takes nothing of what the first paid for", async () => {
  const { stripe, customer, invoiceId, payThere } = await orderedAtStripe("on_payment");
  await customer.pay(invoiceId);
  await payThere();
  const [charge] = await stripe.charges();
  const part = { charge: charge?.id ?? "", amount: 4_000 };
  await stripe.client.ask(({ refunds }) => refunds.create(part));
  await tellAll(stripe, 2);
  expect(await customer.books()).toMatchObject({ account_credit: -6_000n });
  await stripe.client.ask(({ refunds }) => refunds.create({ charge: charge?.id ?? "" }));
  await tellAll(stripe, 2);
  expect(await customer.books()).not.toHaveProperty("account_credit");
  expect(await customer.balance()).toMatchObject({ available: 10_000n });
});

test("money in the order it is expected tells nobody", async () => {
  const { customer, payThere } = await orderedAtStripe("on_payment");
  await payThere();
  expect(await customer.balance()).toMatchObject({ available: 10_000n });
  expect(await tasksOf(customer)).toEqual([]);
});

test.each([null, "uncollectible"] as const)(
  "euros for a document in dollars (%s) pay nothing of it, and a person is told",
  async (as) => {
    const { stripe, customer, invoiceId } = await orderedAtStripe("on_issue");
    if (as) await giveUp(customer, { invoiceId, as });
    const before = await customer.books();
    const [collection] = await collectionsOf(customer);
    const there = await stripe.gateway.getInvoice(collection?.processor_invoice_id ?? "");
    if (!there) throw new Error("Stripe knows it");
    const payment = {
      ...{ paymentIntentId: "pi_eur", chargeId: "ch_eur", amountMinor: 20_000n, currency: "eur" },
      ...{ paidAt: new Date("2026-04-01T00:00:00Z"), balance: null },
      method: { kind: "card", brand: "visa", last4: "4242" },
    };
    await inTransaction(books(), (tx) => applyInvoice(tx, { ...there, payments: [payment] }));
    expect(await customer.invoices()).toMatchObject([{ status: as ?? "issued" }]);
    // Kinds are summed over currencies: only euros came, and of what is owed in dollars nothing moved.
    expect(await customer.books()).toEqual({
      ...before,
      ...{ stripe_balance: 20_000n, account_credit: -20_000n },
    });
    expect(await theTask()).toMatchObject({
      ...{ kind: "payment_kept", amountMinor: 20_000n, currency: "eur" },
    });
  },
);
