import { expect, test } from "vitest";
import { collect, collecting, failureOf, proFor } from "./collecting";

test("a card pays: one charge, what Stripe keeps of it, and who paid", async () => {
  const { stripe, gateway, payer } = await collecting();
  const paid = await collect(gateway, proFor(await payer("pm_card_visa")));
  expect(paid).toMatchObject({
    collectionId: "collection-1",
    status: "paid",
    currency: "usd",
    totalMinor: 2_900n,
    remainingMinor: 0n,
    processing: false,
    requiresAction: false,
    lastFailure: null,
  });
  // 2.9 % of $29.00 is 84.1 ¢, and 30 ¢ more.
  expect(paid.payments).toMatchObject([
    {
      amountMinor: 2_900n,
      paidAt: new Date("2026-03-01T00:00:00Z"),
      balance: { currency: "usd", grossMinor: 2_900n, feeMinor: 114n, exchangeRate: null },
      method: { kind: "card", brand: "visa", last4: "4242" },
    },
  ]);
  const stored = await stripe.invoices.retrieve(paid.id);
  expect(stored).toMatchObject({
    number: "INV-000001",
    auto_advance: false,
    collection_method: "charge_automatically",
    metadata: { tallybook_collection: "collection-1", tallybook_invoices: "invoice-1" },
  });
});

test.each([
  // 2.9 % of ¥5,000 is ¥145, of 12.340 dinars 357.86 fils; and 30 of the smallest unit.
  ["jpy", 5_000n, 175n],
  ["kwd", 12_340n, 388n],
])("%s is counted in its own smallest unit", async (currency, amountMinor, feeMinor) => {
  const { gateway, payer } = await collecting();
  const lines = [{ description: "Pro", amountMinor }];
  const paid = await collect(gateway, proFor(await payer("pm_card_visa"), { currency, lines }));
  expect(paid.payments).toMatchObject([
    { currency, amountMinor, balance: { grossMinor: amountMinor, feeMinor } },
  ]);
});

test("what is given back stands as a line of its own, and only the rest is taken", async () => {
  const { stripe, gateway, payer } = await collecting();
  const lines = [
    { description: "Pro, 20 days", amountMinor: 5_000n },
    { description: "Starter, unused", amountMinor: -1_250n },
  ];
  const paid = await collect(gateway, proFor(await payer("pm_card_visa"), { lines }));
  expect(paid.payments).toMatchObject([{ amountMinor: 3_750n }]);
  const { data } = await stripe.invoices.listLineItems(paid.id);
  expect(data.map(({ amount }) => amount)).toEqual([5_000, -1_250]);
});

test("what waits at Stripe for the customer's next invoice is none of ours", async () => {
  const { stripe, gateway, payer } = await collecting();
  const customer = await payer("pm_card_visa");
  await stripe.invoiceItems.create({ customer, amount: 700, currency: "usd" });
  expect(await collect(gateway, proFor(customer))).toMatchObject({ totalMinor: 2_900n });
});

test("a refused card is an answer: the invoice stays open and says why; another card pays", async () => {
  const { stripe, gateway, payer } = await collecting();
  const customer = await payer("pm_card_chargeCustomerFail");
  const refused = await collect(gateway, proFor(customer));
  expect(refused).toMatchObject({
    status: "open",
    payments: [],
    remainingMinor: 2_900n,
    requiresAction: false,
    lastFailure: {
      code: "card_declined",
      declineCode: "generic_decline",
      attemptId: expect.stringMatching(/^ch_/),
    },
  });
  expect(refused.hostedUrl).toContain("/invoice/in_");

  const { id: methodId } = await stripe.paymentMethods.attach("pm_card_visa", { customer });
  const how = { methodId, onSession: true };
  expect(await gateway.payInvoice(refused.id, how, "attempt-2")).toMatchObject({
    status: "paid",
    lastFailure: null,
    payments: [{ amountMinor: 2_900n }],
  });
});

test("the bank's own word for a refusal is kept", async () => {
  const { stripe, gateway, payer } = await collecting();
  const { id } = await gateway.createInvoice(proFor(await payer("pm_card_visa")), "row-1");
  await gateway.finalizeInvoice(id, "row-1");
  const { id: methodId } = await stripe.paymentMethods.create({
    type: "card",
    card: { token: "tok_chargeDeclinedInsufficientFunds" },
  });
  const refused = await gateway.payInvoice(id, { methodId, onSession: false }, "attempt-1");
  expect(refused.lastFailure).toMatchObject({ declineCode: "insufficient_funds" });
});

test("a bank that wants to see the payer is waited for at the invoice's page", async () => {
  const { stripe, gateway, payer } = await collecting();
  const asked = await collect(gateway, proFor(await payer("pm_card_authenticationRequired")));
  expect(asked).toMatchObject({ status: "open", requiresAction: true, lastFailure: null });

  const [intent] = (await stripe.paymentIntents.list()).data;
  const bank = intent?.next_action?.redirect_to_url?.url ?? "";
  await fetch(bank, { method: "POST", body: new URLSearchParams({ outcome: "complete" }) });
  expect(await gateway.getInvoice(asked.id)).toMatchObject({
    status: "paid",
    requiresAction: false,
    payments: [{ amountMinor: 2_900n }],
  });
});

test("what was done already is an answer, whoever did it", async () => {
  const { stripe, gateway, payer } = await collecting();
  const customer = await payer("pm_card_visa");
  const paid = await collect(gateway, proFor(customer));
  const again = await gateway.payInvoice(paid.id, { onSession: false }, "attempt-2");
  expect(again).toEqual(paid);
  expect(await gateway.finalizeInvoice(paid.id, "row-2")).toEqual(paid);
  // The customer was faster than we: what is paid is not void.
  expect(await gateway.voidInvoice(paid.id, "row-2")).toEqual(paid);
  expect((await stripe.charges.list()).data).toHaveLength(1);

  const other = proFor(customer, { collectionId: "collection-2", number: "INV-000002" });
  const { id } = await gateway.createInvoice(other, "row-3");
  await gateway.finalizeInvoice(id, "row-3");
  expect(await gateway.markUncollectible(id, "row-3")).toMatchObject({ status: "uncollectible" });
  expect(await gateway.markUncollectible(id, "row-4")).toMatchObject({ status: "uncollectible" });
  expect(await gateway.voidInvoice(id, "row-5")).toMatchObject({ status: "void" });
  expect(await gateway.voidInvoice(id, "row-6")).toMatchObject({ status: "void" });
  expect(await gateway.payInvoice(id, { onSession: true }, "row-7")).toMatchObject({
    status: "void",
    payments: [],
  });
});

test("a draft is deleted where it should be void, and then there is none", async () => {
  const { gateway, payer } = await collecting();
  const { id } = await gateway.createInvoice(proFor(await payer("pm_card_visa")), "row-1");
  expect(await gateway.voidInvoice(id, "row-1")).toMatchObject({ status: "void" });
  expect(await gateway.getInvoice(id)).toBeUndefined();
  expect(await failureOf(gateway.voidInvoice(id, "row-1"))).toMatchObject({ kind: "missing" });
});

test("what cannot be is refused, and what is not there is missing", async () => {
  const { gateway, payer } = await collecting();
  expect(await failureOf(gateway.createInvoice(proFor("cus_nobody"), "row-1"))).toMatchObject({
    kind: "missing",
  });
  const details = { accountId: proFor("").accountId, name: "No card", email: null };
  const { customerId } = await gateway.createCustomer(details, "no-card");
  const cardless = await failureOf(collect(gateway, proFor(customerId)));
  expect(cardless).toMatchObject({ kind: "refused" });
  const huge = [{ description: "Everything", amountMinor: 10n ** 17n }];
  const call = gateway.createInvoice(proFor(await payer("pm_card_visa"), { lines: huge }), "row-2");
  expect(await failureOf(call)).toMatchObject({ kind: "refused", code: "amount_too_large" });
});

test("a total of Stripe's that is not ours is never made final", async () => {
  const { stripe, gateway, payer } = await collecting();
  const customer = await payer("pm_card_visa");
  const { id } = await gateway.createInvoice(proFor(customer), "row-1");
  await stripe.invoiceItems.create({ customer, invoice: id, amount: 1 });
  expect(await failureOf(gateway.createInvoice(proFor(customer), "row-1"))).toMatchObject({
    kind: "refused",
    code: "total_differs",
  });
});
