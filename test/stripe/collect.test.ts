import { expect, test } from "vitest";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { buyPack } from "../packs";
import { collectionsOf, dueNow, stripeBeside } from "./paying";

const day = (on: string) => new Date(`2026-${on}Z`);

test("a renewal is taken from the card by itself, once, and the books show what Stripe kept", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const stripe = await stripeBeside();
  await stripe.card(customer);
  await customer.start("pro");

  // The first invoice is issued at once; Stripe takes it with nobody there.
  expect(await stripe.collect()).toEqual({ begun: 1, made: 1, failed: [] });
  const [first] = await customer.invoices();
  expect(first?.status).toBe("paid");
  // $99.00: 2.9 % is 287.1, so 287, and 30 more.
  expect(await customer.books()).toMatchObject({ stripe_balance: 9_583n, processor_fees: 317n });
  expect((await customer.books()).receivable).toBeUndefined();

  // The renewal stays a draft for an hour, then it is collected.
  await advance("2026-04-01T00:30:00Z");
  expect(await stripe.collect()).toEqual({ begun: 0, made: 0, failed: [] });
  await advance("2026-04-01T01:00:00Z");
  expect(await stripe.collect()).toEqual({ begun: 1, made: 1, failed: [] });
  expect(await stripe.collect()).toEqual({ begun: 0, made: 0, failed: [] });
  expect((await customer.invoices()).map(({ status }) => status)).toEqual(["paid", "paid"]);
  expect(await stripe.charges()).toHaveLength(2);
  expect(await customer.books()).toMatchObject({ stripe_balance: 19_166n, processor_fees: 634n });
});

test("events of a paid invoice, any number of them, book nothing a second time", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const stripe = await stripeBeside();
  await stripe.card(customer);
  await customer.start("pro");
  await stripe.collect();
  const before = await customer.books();
  const [collection] = await collectionsOf(customer);
  const id = collection?.processor_invoice_id ?? "";
  await Promise.all(Array.from({ length: 8 }, () => stripe.hear(id)));
  expect(await customer.books()).toEqual(before);
  const payments = await books().selectFrom("payments").selectAll().execute();
  expect(payments).toHaveLength(1);
  expect(payments[0]).toMatchObject({ amount_minor: 9_900n, fee_minor: 317n, to_credit_minor: 0n });
});

test("a declined renewal is overdue at once, tried again on days 3, 7 and 14, and healed by a good card", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const stripe = await stripeBeside();
  await customer.start("pro");
  await customer.pay((await customer.invoices())[0]?.id ?? null);
  await stripe.card(customer, "pm_card_chargeCustomerFail");
  await advance("2026-04-01T01:00:00Z");
  await stripe.collect();
  const [, renewal] = await customer.invoices();
  expect(renewal?.status).toBe("issued");
  const rows = await books()
    .selectFrom("invoices")
    .selectAll()
    .where("status", "=", "issued")
    .execute();
  // Due in seven days, but overdue since the card was declined.
  expect(rows[0]?.overdue_from).toEqual(day("04-01T01:00:00"));
  expect(await collectionsOf(customer)).toMatchObject([
    { status: "open", tries: 1, next_attempt_at: day("04-04T01:00:00") },
  ]);

  await advance("2026-04-04T00:59:59Z");
  expect(await stripe.collect()).toEqual({ begun: 0, made: 0, failed: [] });
  await advance("2026-04-04T01:00:00Z");
  expect(await stripe.collect()).toEqual({ begun: 1, made: 1, failed: [] });
  expect(await collectionsOf(customer)).toMatchObject([
    { status: "open", tries: 2, next_attempt_at: day("04-08T01:00:00") },
  ]);

  await stripe.card(customer);
  await advance("2026-04-08T01:00:00Z");
  await stripe.collect();
  expect((await customer.invoices()).map(({ status }) => status)).toEqual(["paid", "paid"]);
  expect(await collectionsOf(customer)).toMatchObject([
    { status: "paid", tries: 3, next_attempt_at: null },
  ]);
});

test("a pack is paid in person: a declined card takes nothing, and another card pays it", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const stripe = await stripeBeside();
  await stripe.card(customer, "pm_card_chargeCustomerFail");
  const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  expect(await stripe.payNow(customer, invoiceId)).toMatchObject({
    ...{ outcome: "declined", failure: { code: "card_declined" } },
  });
  expect((await customer.balance()).available).toBe(0n);
  await stripe.card(customer);
  expect(await stripe.payNow(customer, invoiceId)).toMatchObject({ outcome: "paid" });
  expect((await customer.balance()).available).toBe(10_000n);
  // Neither the minute's grace nor a second click takes anything more.
  await setClock("2026-03-01T00:02:00Z");
  await stripe.collect();
  await expect(stripe.payNow(customer, invoiceId)).rejects.toMatchObject({
    code: "invoice_not_payable",
  });
  expect((await stripe.charges()).filter(({ paid }) => paid)).toHaveLength(1);
});

test.each(["reset-after", "timeout-after", "500-after", "garbage"] as const)(
  "an answer that never comes (%s) leaves nobody guessing: asked again it is one charge",
  async (trouble) => {
    await openBooks("2026-03-01T00:00:00Z");
    const customer = await Customer.open();
    const stripe = await stripeBeside();
    await stripe.card(customer);
    await customer.start("pro");
    const pay = { calls: "POST /v1/invoices/in_", times: 3 };
    stripe.simulator.trouble.add({ trouble, ...pay });
    await stripe.collect();
    // Asked again as the worker would, until it is known.
    for (let again = 0; again < 8; again += 1) {
      await dueNow();
      await stripe.collect();
    }
    expect((await customer.invoices())[0]?.status).toBe("paid");
    expect((await stripe.charges()).filter(({ paid }) => paid)).toHaveLength(1);
    expect(await customer.books()).toMatchObject({ stripe_balance: 9_583n, processor_fees: 317n });
  },
);

test("an invoice paid otherwise is void at Stripe; paid there all the same, the money is kept as credit", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const stripe = await stripeBeside();
  await customer.start("pro");
  const [invoice] = await customer.invoices();
  const page = await stripe.payNow(customer, invoice?.id ?? null, "page");
  expect(page).toMatchObject({ outcome: "at_page", url: expect.stringContaining("/invoice/") });
  const [collection] = await collectionsOf(customer);
  const id = collection?.processor_invoice_id ?? "";

  // A bank transfer comes while the customer pays at the page with a card.
  await customer.pay(invoice?.id ?? null);
  const method = await stripe.card(customer);
  await stripe.gateway.payInvoice(id, { methodId: method, onSession: true }, "at the page");
  await stripe.collect();
  expect(await collectionsOf(customer)).toMatchObject([{ status: "paid" }]);
  expect(await customer.books()).toMatchObject({ bank: 9_900n, account_credit: -9_900n });
});

test("with nothing to pay with the try is refused, told once, and made again on day 3", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const stripe = await stripeBeside();
  const method = await stripe.card(customer);
  await customer.start("pro");
  // Removed at Stripe, and nobody has told us yet.
  await stripe.gateway.removeMethod(method, "gone");
  await stripe.collect();
  expect(await collectionsOf(customer)).toMatchObject([
    { tries: 1, next_attempt_at: day("03-04T00:00:00") },
  ]);
  expect(await books().selectFrom("failed_attempts").selectAll().execute()).toHaveLength(1);
  await stripe.card(customer);
  await advance("2026-03-04T00:00:00Z");
  await stripe.collect();
  expect((await customer.invoices())[0]?.status).toBe("paid");
});
