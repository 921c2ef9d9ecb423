import type Stripe from "stripe";
import { expect, test } from "vitest";
import { customerWith, openInvoice, refusalOf, simulated } from "./simulated";

const types = async (stripe: Stripe) =>
  (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).toReversed();

test("our lines become an invoice, an intent pays it, and the invoice's payment links the two", async () => {
  const { stripe } = await simulated();
  const customer = await customerWith(stripe, "pm_card_visa");
  const draft = await stripe.invoices.create({
    customer: customer.id,
    currency: "usd",
    auto_advance: false,
    metadata: { invoice: "our-id" },
  });
  const period = { start: 1_772_323_200, end: 1_775_001_600 };
  const lines = [
    { amount: 5000, description: "Pro, March", period, metadata: { line: "1" } },
    { amount: -1250, description: "Starter, unused" },
  ];
  const written = await stripe.invoices.addLines(draft.id, { lines });
  expect(written).toMatchObject({ status: "draft", total: 3750, amount_due: 3750 });
  expect(written.lines.data).toMatchObject([
    { amount: 5000, period, metadata: { line: "1" } },
    { amount: -1250 },
  ]);

  const open = await stripe.invoices.finalizeInvoice(draft.id, {
    expand: ["payments", "confirmation_secret"],
  });
  expect(open).toMatchObject({ status: "open", attempt_count: 0, amount_remaining: 3750 });
  expect(open.number).toMatch(/-0001$/);
  const [payment] = open.payments?.data ?? [];
  expect(payment).toMatchObject({ is_default: true, status: "open", amount_requested: 3750 });
  const intent = String(payment?.payment.payment_intent);
  expect(open.confirmation_secret?.client_secret).toContain(intent);

  const paid = await stripe.invoices.pay(draft.id);
  expect(paid).toMatchObject({
    status: "paid",
    amount_paid: 3750,
    amount_remaining: 0,
    attempt_count: 1,
  });
  expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({ status: "succeeded" });
  const found = await stripe.invoicePayments.list({
    payment: { type: "payment_intent", payment_intent: intent },
  });
  expect(found.data).toMatchObject([{ invoice: draft.id, status: "paid", amount_paid: 3750 }]);
  expect((await types(stripe)).slice(-7)).toEqual([
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "invoice_payment.paid",
    "invoice.updated",
    "invoice.paid",
    "invoice.payment_succeeded",
  ]);
});

test("a declined renewal stays open and counts its tries; another card pays it", async () => {
  const { stripe } = await simulated();
  const customer = await customerWith(stripe, "pm_card_chargeCustomerFail");
  const { id } = await openInvoice(stripe, customer, 2900);
  const refused = await refusalOf(stripe.invoices.pay(id));
  expect(refused).toMatchObject({ statusCode: 402, code: "card_declined" });
  const open = await stripe.invoices.retrieve(id);
  expect(open).toMatchObject({ status: "open", attempted: true, attempt_count: 1 });
  expect((await types(stripe)).at(-1)).toBe("invoice.payment_failed");

  const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  const paid = await stripe.invoices.pay(id, { payment_method: method.id });
  expect(paid).toMatchObject({ status: "paid", attempt_count: 2 });
  expect((await stripe.charges.list()).data.map(({ status }) => status)).toEqual([
    "succeeded",
    "failed",
  ]);
});

test("a payer whose bank wants to see them is asked to come: the invoice stays open until then", async () => {
  const { stripe } = await simulated();
  const customer = await customerWith(stripe, "pm_card_authenticationRequired");
  const { id } = await openInvoice(stripe, customer, 2900);
  const refused = await refusalOf(stripe.invoices.pay(id));
  expect(refused.code).toBe("invoice_payment_intent_requires_action");
  expect(refused.payment_intent).toMatchObject({ status: "requires_action" });
  expect((await types(stripe)).at(-1)).toBe("invoice.payment_action_required");
  expect(await stripe.invoices.retrieve(id)).toMatchObject({ status: "open" });
});

test("an open invoice may become void or uncollectible; only the second may still be paid", async () => {
  const { stripe } = await simulated();
  const customer = await customerWith(stripe, "pm_card_visa");
  const gone = await openInvoice(stripe, customer, 2900);
  expect(await stripe.invoices.voidInvoice(gone.id)).toMatchObject({ status: "void" });
  expect((await refusalOf(stripe.invoices.pay(gone.id))).code).toBe("invoice_not_open");
  const [canceled] = (await stripe.paymentIntents.list()).data;
  expect(canceled).toMatchObject({ status: "canceled", cancellation_reason: "void_invoice" });

  const late = await openInvoice(stripe, customer, 2900);
  expect(await stripe.invoices.markUncollectible(late.id)).toMatchObject({
    status: "uncollectible",
  });
  expect(await stripe.invoices.pay(late.id)).toMatchObject({ status: "paid" });
  expect((await refusalOf(stripe.invoices.voidInvoice(late.id))).code).toBe("invoice_not_open");
});

test("a finalized invoice is not written on any more, and a draft can be thrown away", async () => {
  const { stripe } = await simulated();
  const customer = await customerWith(stripe, "pm_card_visa");
  const { id } = await openInvoice(stripe, customer, 2900);
  const add = stripe.invoices.addLines(id, { lines: [{ amount: 1 }] });
  expect((await refusalOf(add)).code).toBe("invoice_not_editable");
  await refusalOf(stripe.invoices.del(id));
  const { metadata } = await stripe.invoices.update(id, { metadata: { note: "kept" } });
  expect(metadata).toEqual({ note: "kept" });
  const draft = await stripe.invoices.create({ customer: customer.id });
  expect(await stripe.invoices.del(draft.id)).toMatchObject({ deleted: true });
  expect((await refusalOf(stripe.invoices.retrieve(draft.id))).code).toBe("resource_missing");
});

test("items wait for the next invoice or go straight onto a draft; ten lines are shown", async () => {
  const { stripe } = await simulated();
  const { id: customer } = await customerWith(stripe, "pm_card_visa");
  await stripe.invoiceItems.create({ customer, amount: 700, currency: "usd" });
  const draft = await stripe.invoices.create({
    customer,
    pending_invoice_items_behavior: "include",
  });
  expect(draft.total).toBe(700);
  const item = await stripe.invoiceItems.create({ customer, invoice: draft.id, amount: 50 });
  expect((await stripe.invoices.retrieve(draft.id)).total).toBe(750);
  await stripe.invoiceItems.update(item.id, { amount: 300 });
  expect((await stripe.invoices.retrieve(draft.id)).total).toBe(1000);
  await stripe.invoiceItems.del(item.id);
  const lines = Array.from({ length: 11 }, () => ({ amount: 100 }));
  const long = await stripe.invoices.addLines(draft.id, { lines });
  expect([long.total, long.lines.data.length, long.lines.has_more]).toEqual([1800, 10, true]);
  expect(
    await stripe.invoices.listLineItems(draft.id).autoPagingToArray({ limit: 99 }),
  ).toHaveLength(12);
});

test("less than a card can pay is not charged: it moves to the customer's balance at Stripe", async () => {
  const { stripe } = await simulated();
  const customer = await customerWith(stripe, "pm_card_visa");
  expect(await openInvoice(stripe, customer, 49)).toMatchObject({
    status: "paid",
    ending_balance: 49,
  });
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: 49 });
  const next = await openInvoice(stripe, customer, 1000);
  expect(next).toMatchObject({ status: "open", starting_balance: 49, amount_due: 1049 });
});

test("a credit note lowers an open invoice, and gives back what was paid on a paid one", async () => {
  const { stripe } = await simulated();
  const customer = await customerWith(stripe, "pm_card_visa");
  const { id } = await openInvoice(stripe, customer, 5000);
  const note = await stripe.creditNotes.create({
    invoice: id,
    amount: 2000,
    reason: "order_change",
  });
  expect(note).toMatchObject({ status: "issued", type: "pre_payment", pre_payment_amount: 2000 });
  expect(await stripe.invoices.pay(id)).toMatchObject({ amount_paid: 3000, status: "paid" });

  const later = await stripe.creditNotes.create({ invoice: id, amount: 1000, refund_amount: 1000 });
  expect(later).toMatchObject({ type: "post_payment", refunds: [{ amount_refunded: 1000 }] });
  expect((await stripe.refunds.list()).data).toMatchObject([{ amount: 1000, status: "succeeded" }]);
  const much = stripe.creditNotes.create({ invoice: id, amount: 2001, refund_amount: 2001 });
  expect((await refusalOf(much)).param).toBe("amount");
  await refusalOf(stripe.creditNotes.create({ invoice: id, amount: 500 }));

  const open = await openInvoice(stripe, customer, 5000);
  const { id: undone } = await stripe.creditNotes.create({ invoice: open.id, amount: 4000 });
  expect(await stripe.creditNotes.voidCreditNote(undone)).toMatchObject({ status: "void" });
  expect(await stripe.invoices.retrieve(open.id)).toMatchObject({ amount_due: 5000 });
});
