import { expect, test } from "vitest";
import { accountId, collect, collecting, failureOf, proFor } from "./collecting";

test("a customer is found by our account, and written anew", async () => {
  const { stripe, gateway } = await collecting();
  expect(await gateway.findCustomer(accountId)).toBeUndefined();
  const details = { accountId, name: "Ada", email: "ada@example.com" };
  const made = await gateway.createCustomer(details, "row-1");
  expect(await gateway.findCustomer(accountId)).toEqual(made);
  await gateway.updateCustomer(made.customerId, { ...details, name: "Ada Ltd", email: null }, "2");
  expect(await stripe.customers.retrieve(made.customerId)).toMatchObject({
    name: "Ada Ltd",
    email: null,
    metadata: { tallybook_account: accountId },
  });
});

test("the setup page saves a card without a charge; methods are told, chosen and taken away", async () => {
  const { stripe, gateway } = await collecting();
  const details = { accountId, name: "Ada", email: null };
  const { customerId } = await gateway.createCustomer(details, "row-1");
  const { url } = await gateway.startSetup(
    {
      ...{ customerId, accountId, currency: "usd", language: "de" },
      ...{ successUrl: "https://a.example/done", cancelUrl: "https://a.example/back" },
    },
    "setup-1",
  );
  const card = { number: "4242424242424242", expiry: "12 / 34", cvc: "123" };
  await fetch(url, { method: "POST", body: new URLSearchParams(card), redirect: "manual" });
  const [method] = await gateway.listPaymentMethods(customerId);
  expect(method).toEqual({
    id: method?.id,
    kind: "card",
    brand: "visa",
    last4: "4242",
    expMonth: 12,
    expYear: 2034,
    isDefault: false,
  });
  expect((await stripe.charges.list()).data).toEqual([]);

  const id = method?.id ?? "";
  await gateway.setDefaultMethod(customerId, id, "row-2");
  expect(await gateway.listPaymentMethods(customerId)).toMatchObject([{ isDefault: true }]);
  await gateway.removeMethod(id, "row-3");
  await gateway.removeMethod(id, "row-4");
  expect(await gateway.listPaymentMethods(customerId)).toEqual([]);
  const nobody = gateway.listPaymentMethods("cus_nobody");
  expect(await failureOf(nobody)).toMatchObject({ kind: "missing" });
});

test("an invoice is found by its intent and by its charge, and not by what is none of an invoice", async () => {
  const { stripe, gateway, payer } = await collecting();
  const customer = await payer("pm_card_visa");
  const paid = await collect(gateway, proFor(customer));
  const [payment] = paid.payments;
  const paymentIntentId = payment?.paymentIntentId ?? "";
  expect(await gateway.findInvoiceOf({ paymentIntentId })).toEqual(paid);
  expect(await gateway.findInvoiceOf({ chargeId: payment?.chargeId ?? "" })).toEqual(paid);
  const other = await stripe.paymentIntents.create({ amount: 900, currency: "usd", customer });
  expect(await gateway.findInvoiceOf({ paymentIntentId: other.id })).toBeUndefined();
  expect(await gateway.findInvoiceOf({ chargeId: "ch_nothing" })).toBeUndefined();
});

test("of two invoices for one collection the paid one counts", async () => {
  const { gateway, payer } = await collecting();
  const customer = await payer("pm_card_visa");
  const paid = await collect(gateway, proFor(customer));
  await gateway.createInvoice(proFor(customer), "another-row");
  expect(await gateway.findInvoice(customer, "collection-1")).toMatchObject({ id: paid.id });
});

test("events come oldest first, each once, however many were made in a second", async () => {
  const { stripe, gateway, pass } = await collecting();
  const make = async (count: number) => {
    for (let made = 0; made < count; made++) await stripe.customers.create({ name: "Ada" });
  };
  const since = new Date("2026-03-01T00:00:00Z");
  expect(await gateway.listEvents({ since })).toEqual({ events: [], cursor: null });
  await make(3);
  await pass(1);
  await make(120); // more than a page within one second
  await pass(86_400);
  await make(4);

  const all = await stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
  const read = async (from: Date) => {
    const first = await gateway.listEvents({ since: from });
    const pages = [first];
    for (let { cursor } = first; cursor !== null; cursor = pages.at(-1)?.cursor ?? null) {
      pages.push(await gateway.listEvents({ since: from, cursor }));
    }
    return pages.flatMap(({ events }) => events);
  };
  const told = await read(since);
  expect(told.map(({ id }) => id)).toEqual(all.map(({ id }) => id).toReversed());
  expect(told[0]).toMatchObject({
    type: "customer.created",
    createdAt: since,
    livemode: false,
    account: null,
    apiVersion: "2026-10-28.endive",
    objectId: expect.stringMatching(/^cus_/),
  });
  expect(JSON.parse(told[0]?.body ?? "")).toMatchObject({ id: told[0]?.id, object: "event" });
  // The second before the many, and the many and what follows.
  expect(await read(new Date("2026-03-01T00:00:01Z"))).toHaveLength(124);
  expect(await read(new Date("2026-03-01T12:00:00Z"))).toHaveLength(4);
  expect(await read(new Date(0))).toHaveLength(127);
});
