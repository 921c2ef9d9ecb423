import type Stripe from "stripe";
import { expect, test } from "vitest";
import { customerWith, refusalOf, simulated } from "./simulated";

const payWith = (stripe: Stripe, payment_method: string, amount = 2000) =>
  stripe.paymentIntents.create({ amount, currency: "usd", payment_method, confirm: true });

test("a card payment takes 2.9 % and 30 ¢ for Stripe, rounded half-up", async () => {
  const { stripe } = await simulated();
  // 2.9 % of $20.00 is 58 ¢; of $10.50 it is 30.45 ¢, of $0.50 it is 1.45 ¢, of $50.00 it is 145 ¢.
  const fees = [
    [2000, 88],
    [1050, 60],
    [50, 31],
    [5000, 175],
  ] as const;
  for (const [amount, fee] of fees) {
    const { latest_charge } = await payWith(stripe, "pm_card_visa", amount);
    const charge = await stripe.charges.retrieve(String(latest_charge), {
      expand: ["balance_transaction"],
    });
    expect(charge).toMatchObject({ status: "succeeded", paid: true, amount });
    expect(charge.balance_transaction).toMatchObject({ amount, fee, net: amount - fee });
  }
  // 1912 + 990 + 19 + 4825
  expect((await stripe.balance.retrieve()).available).toMatchObject([
    { amount: 7746, currency: "usd" },
  ]);
});

test.each([
  ["pm_card_chargeDeclined", "card_declined", "generic_decline"],
  ["pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"],
  ["pm_card_chargeDeclinedLostCard", "card_declined", "lost_card"],
  ["pm_card_chargeDeclinedStolenCard", "card_declined", "stolen_card"],
  ["pm_card_chargeDeclinedExpiredCard", "expired_card", ""],
  ["pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", ""],
  ["pm_card_chargeDeclinedProcessingError", "processing_error", ""],
])("%s is declined with %s", async (card, code, decline) => {
  const { stripe } = await simulated();
  const refused = await refusalOf(payWith(stripe, card));
  expect(refused).toMatchObject({ type: "StripeCardError", statusCode: 402, code });
  expect(refused.decline_code).toBe(decline);
  const intent = await stripe.paymentIntents.retrieve(refused.payment_intent?.id ?? "");
  expect(intent).toMatchObject({ status: "requires_payment_method", last_payment_error: { code } });
  const charge = await stripe.charges.retrieve(String(intent.latest_charge));
  expect(charge).toMatchObject({ status: "failed", paid: false, failure_code: code });
  expect((await stripe.balanceTransactions.list()).data).toEqual([]);
});

test("a declined card cannot be saved, save the one that is declined only when it is charged", async () => {
  const { stripe } = await simulated();
  const { id: customer } = await stripe.customers.create();
  const refused = await refusalOf(
    stripe.paymentMethods.attach("pm_card_chargeDeclined", { customer }),
  );
  expect(refused.code).toBe("card_declined");
  const saved = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
  expect(saved).toMatchObject({ customer, card: { last4: "0341" } });
  expect((await refusalOf(payWith(stripe, saved.id))).code).toBe("card_declined");
});

test("cards are known by their number too; another number is a wrong one", async () => {
  const { stripe } = await simulated();
  const card = { number: "4242424242424242", exp_month: 8, exp_year: 2031, cvc: "314" };
  const method = await stripe.paymentMethods.create({ type: "card", card });
  expect(method.card).toMatchObject({ brand: "visa", last4: "4242", exp_month: 8, exp_year: 2031 });
  const wrong = { ...card, number: "4242424242424241" };
  const refused = await refusalOf(stripe.paymentMethods.create({ type: "card", card: wrong }));
  expect(refused).toMatchObject({ statusCode: 402, code: "incorrect_number" });
});

test("a card that wants its payer waits for them on session, and is refused off session", async () => {
  const { stripe } = await simulated();
  const waiting = await payWith(stripe, "pm_card_authenticationRequired");
  expect(waiting).toMatchObject({
    status: "requires_action",
    next_action: { type: "redirect_to_url" },
  });
  const refused = await refusalOf(
    stripe.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      payment_method: "pm_card_authenticationRequired",
      confirm: true,
      off_session: true,
    }),
  );
  expect(refused).toMatchObject({ statusCode: 402, code: "authentication_required" });
  expect((await stripe.charges.list()).data).toEqual([]);
});

test("a card set up while its payer was there pays alone later", async () => {
  const { stripe } = await simulated();
  const { id: customer } = await stripe.customers.create();
  const setup = await stripe.setupIntents.create({
    customer,
    payment_method: "pm_card_authenticationRequiredOnSetup",
    confirm: true,
  });
  expect(setup.status).toBe("requires_action");
  await fetch(setup.next_action?.redirect_to_url?.url ?? "", {
    method: "POST",
    body: new URLSearchParams({ outcome: "complete" }),
    redirect: "manual",
  });
  const done = await stripe.setupIntents.retrieve(setup.id);
  expect(done.status).toBe("succeeded");
  const paid = await stripe.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    customer,
    payment_method: String(done.payment_method),
    confirm: true,
    off_session: true,
  });
  expect(paid.status).toBe("succeeded");
});

test("an intent that was paid is neither confirmed nor canceled", async () => {
  const { stripe } = await simulated();
  const { id } = await payWith(stripe, "pm_card_visa");
  const code = "payment_intent_unexpected_state";
  expect((await refusalOf(stripe.paymentIntents.confirm(id))).code).toBe(code);
  expect((await refusalOf(stripe.paymentIntents.cancel(id))).code).toBe(code);
  const small = stripe.paymentIntents.create({ amount: 49, currency: "usd" });
  expect((await refusalOf(small)).code).toBe("amount_too_small");
});

test("tax ids stand with their customer and with nobody else", async () => {
  const { stripe, pass } = await simulated();
  const [ada, eve] = [await stripe.customers.create(), await stripe.customers.create()];
  const made = await stripe.customers.createTaxId(ada.id, { type: "eu_vat", value: "DE123456789" });
  expect(made).toMatchObject({ country: "DE", verification: { status: "pending" } });
  expect((await stripe.customers.listTaxIds(ada.id)).data).toMatchObject([{ id: made.id }]);
  expect((await refusalOf(stripe.customers.retrieveTaxId(eve.id, made.id))).statusCode).toBe(404);
  const neverTold = { type: "au_abn", value: "222222222" } as const;
  const waits = await stripe.customers.createTaxId(ada.id, neverTold);
  await pass(1);
  expect(await stripe.customers.retrieveTaxId(ada.id, made.id)).toMatchObject({
    verification: { status: "verified" },
  });
  expect(await stripe.customers.retrieveTaxId(ada.id, waits.id)).toMatchObject({
    verification: { status: "pending" },
  });
  await stripe.customers.deleteTaxId(ada.id, waits.id);
  await stripe.customers.deleteTaxId(ada.id, made.id);
  expect((await stripe.customers.listTaxIds(ada.id)).data).toEqual([]);
});

test("a method taken off its customer is no longer their usual one", async () => {
  const { stripe } = await simulated();
  const customer = await customerWith(stripe, "pm_card_mastercard");
  const id = String(customer.invoice_settings.default_payment_method);
  expect((await stripe.customers.listPaymentMethods(customer.id)).data).toMatchObject([{ id }]);
  expect(await stripe.paymentMethods.detach(id)).toMatchObject({ id, customer: null });
  const after = (await stripe.customers.retrieve(customer.id)) as Stripe.Customer;
  expect(after.invoice_settings.default_payment_method).toBeNull();
  expect((await stripe.paymentMethods.list({ customer: customer.id })).data).toEqual([]);
});
