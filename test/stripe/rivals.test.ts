import { sql } from "kysely";
import { expect, test } from "vitest";
import { applyInvoice } from "@/billing/payments/apply-invoice";
import { collectDue } from "@/billing/payments/collect";
import { GatewayError, type PaymentGateway } from "@/billing/payments/gateway";
import { inTransaction } from "@/db/transaction";
import { books, Customer, openBooks, setClock } from "../books";
import { confirmGiveUp, previewGiveUp } from "../give-up";
import { buyPack, takeBack } from "../packs";
import { collectionsOf, dueNow, stripeBeside } from "./paying";

type Beside = Awaited<ReturnType<typeof stripeBeside>>;

async function begin(count = 1) {
  await openBooks("2026-03-01T00:00:00Z");
  const stripe = await stripeBeside();
  const customers: Customer[] = [];
  for (let one = 0; one < count; one += 1) customers.push(await Customer.open());
  const [customer] = customers;
  if (!customer) throw new Error("There is a customer");
  return { stripe, customer, customers };
}

const taken = async ({ charges }: Beside) =>
  (await charges()).filter(({ paid }) => paid).map(({ amount }) => amount);

/** Everything that is asked again by and by, at once. */
async function later({ gateway }: Beside, rounds = 4): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await dueNow();
    await collectDue(books(), gateway);
  }
}

test("a plan ended while its charge is on its way is not charged for once more", async () => {
  const { stripe, customer } = await begin();
  await stripe.card(customer);
  await customer.start("pro");
  await customer.consume(10_000n);
  const { gateway } = stripe;
  // $99.00 is being taken; the end gives back half of it, for what was not used, and leaves $49.50 to pay.
  const onItsWay: PaymentGateway = {
    ...gateway,
    payInvoice: async (...asked) => {
      const { quoteId } = await customer.previewEnd("now");
      await customer.confirm(quoteId);
      await collectDue(books(), gateway);
      return await gateway.payInvoice(...asked);
    },
  };
  await collectDue(books(), onItsWay);
  await later(stripe);
  expect(await taken(stripe)).toEqual([9_900]);
  expect((await customer.books()).account_credit).toBe(-4_950n);
  expect((await collectionsOf(customer)).map(({ status }) => status).sort()).toEqual([
    "paid",
    "void",
  ]);
});

test.each([
  { as: "void", status: "void", credit: -9_900n },
  { as: "uncollectible", status: "paid", credit: 0n },
] as const)(
  "who ends an invoice as $as while its payment is on its way reads so first; the money that then comes is told",
  async ({ as, status, credit }) => {
    const { stripe, customer } = await begin();
    await stripe.card(customer);
    const { invoiceId } = await customer.start("pro");
    const before = await previewGiveUp(customer, { invoiceId, as });
    expect(before.tryUnderWay).toBe(false);
    const { gateway } = stripe;
    const onItsWay: PaymentGateway = {
      ...gateway,
      payInvoice: async (...asked) => {
        // What was shown before the payment was begun does not say it.
        const again = await confirmGiveUp(customer, before.quoteId);
        expect(again).toMatchObject({ stale: true, fresh: { tryUnderWay: true } });
        if (again.stale) {
          expect(await confirmGiveUp(customer, again.fresh.quoteId)).toMatchObject({
            stale: false,
          });
        }
        return await gateway.payInvoice(...asked);
      },
    };
    await collectDue(books(), onItsWay);
    await later(stripe);
    expect(await taken(stripe)).toEqual([9_900]);
    expect((await customer.invoices()).map((one) => one.status)).toEqual([status]);
    expect((await customer.books()).account_credit ?? 0n).toBe(credit);
  },
);

test("an invoice nobody pays just now is ended without a word of payments", async () => {
  const { stripe, customer } = await begin();
  await stripe.card(customer, "pm_card_chargeCustomerFail");
  const { invoiceId } = await customer.start("pro");
  await stripe.collect();
  // Refused, and to be tried again on another day: nothing is on its way.
  const { tryUnderWay } = await previewGiveUp(customer, { invoiceId, as: "void" });
  expect(tryUnderWay).toBe(false);
});

test("while a document is being taken back from the processor nobody pays it a second time in person", async () => {
  const { stripe, customer } = await begin();
  await stripe.card(customer);
  const { invoiceId } = await customer.start("pro");
  await customer.consume(10_000n);
  await stripe.payNow(customer, invoiceId, "page");
  await customer.confirm((await customer.previewEnd("now")).quoteId);
  // Its first page at Stripe still asks for $99.00.
  await expect(stripe.payNow(customer, invoiceId)).rejects.toMatchObject({ code: "retry_later" });
  await later(stripe);
  // Then what is left is taken, by itself and once.
  expect(await taken(stripe)).toEqual([4_950]);
  expect((await customer.invoices()).find(({ id }) => id === invoiceId)?.status).toBe("paid");
});

test("eight clicks at once, and the order taken back meanwhile: one charge at most, and nothing for nothing", async () => {
  const { stripe, customer } = await begin();
  await stripe.card(customer);
  const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  const clicks = Array.from({ length: 8 }, () => stripe.payNow(customer, invoiceId));
  await Promise.allSettled([...clicks, takeBack(customer, invoiceId)]);
  await later(stripe);
  await setClock("2026-03-01T00:02:00Z");
  await later(stripe);
  const charged = (await taken(stripe)).reduce((sum, one) => sum + BigInt(one), 0n);
  const { account_credit: kept = 0n } = await customer.books();
  const { available } = await customer.balance();
  // Paid and delivered, paid and kept as credit, or neither.
  expect([charged, available, -kept]).toEqual(
    charged === 0n
      ? [0n, 0n, 0n]
      : available > 0n
        ? [10_000n, 10_000n, 0n]
        : [10_000n, 0n, 10_000n],
  );
});

test("an account nobody can be brought up to date holds up no other", async () => {
  const { stripe, customers } = await begin(2);
  for (const one of customers) {
    await stripe.card(one);
    await one.start("pro");
  }
  const [locked, free] = customers;
  if (!locked || !free) throw new Error("There are two");
  await books()
    .connection()
    .execute(async (holder) => {
      await sql`begin`.execute(holder);
      await sql`select from account_books where account_id = ${locked.id} for update`.execute(
        holder,
      );
      await stripe.collect();
      await sql`rollback`.execute(holder);
    });
  expect((await free.invoices())[0]?.status).toBe("paid");
  expect((await locked.invoices())[0]?.status).toBe("issued");
  await stripe.collect();
  expect((await locked.invoices())[0]?.status).toBe("paid");
}, 30_000);

test("what the processor would not take back is asked for again, and is not forgotten", async () => {
  const { stripe, customer } = await begin();
  const { invoiceId } = await customer.start("pro");
  await stripe.payNow(customer, invoiceId, "page");
  await customer.pay(invoiceId);
  const { gateway } = stripe;
  const no = () => Promise.reject(new GatewayError("refused", "not now", { code: "strange" }));
  await collectDue(books(), { ...gateway, voidInvoice: no });
  expect((await collectionsOf(customer))[0]?.status).toBe("ending");
  await setClock("2026-03-01T01:00:00Z");
  await later(stripe);
  expect((await collectionsOf(customer))[0]?.status).toBe("void");
});

test("money of another currency pays nothing that is owed in ours, and is kept in its own", async () => {
  const { stripe, customer } = await begin();
  const { invoiceId } = await customer.start("pro");
  await stripe.payNow(customer, invoiceId, "page");
  const [collection] = await collectionsOf(customer);
  const there = await stripe.gateway.getInvoice(collection?.processor_invoice_id ?? "");
  if (!there) throw new Error("Stripe knows it");
  const payment = {
    ...{ paymentIntentId: "pi_eur", chargeId: "ch_eur", amountMinor: 9_000n, currency: "eur" },
    ...{ paidAt: new Date("2026-03-01T00:00:00Z"), balance: null },
    method: { kind: "card", brand: "visa", last4: "4242" },
  };
  await inTransaction(books(), (tx) => applyInvoice(tx, { ...there, payments: [payment] }));
  expect((await customer.invoices())[0]?.status).toBe("issued");
  // Kinds are summed over currencies: only euros came.
  expect(await customer.books()).toMatchObject({ stripe_balance: 9_000n, account_credit: -9_000n });
});
