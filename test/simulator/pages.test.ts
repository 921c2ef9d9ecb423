import type Stripe from "stripe";
import { expect, test } from "vitest";
import { customerWith, openInvoice, simulated } from "./simulated";

/** Posts a form as a browser does, and says where it is sent next. */
async function post(url: string, fields: Record<string, string>): Promise<string> {
  const answer = await fetch(url, {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get("location") ?? "", url).href;
}

const card = (number: string) => ({ number, expiry: "12 / 34", cvc: "123" });
const good = card("4242 4242 4242 4242");
const declined = card("4000000000000002");
const asks = card("4000002760003184");

async function session(stripe: Stripe) {
  const customer = await stripe.customers.create({ name: "Ada" });
  const made = await stripe.checkout.sessions.create({
    mode: "setup",
    currency: "usd",
    customer: customer.id,
    success_url: "https://app.example/done?session={CHECKOUT_SESSION_ID}",
    cancel_url: "https://app.example/back?a=1&b=2",
    setup_intent_data: { metadata: { account: "a1" } },
  });
  return { customer, id: made.id, url: made.url ?? "" };
}

test("Checkout saves a card, and sends its payer back with the session", async () => {
  const { stripe } = await simulated();
  const { customer, id, url } = await session(stripe);
  const page = await (await fetch(url)).text();
  expect(page).toContain("Card number");
  expect(page).toContain('href="https://app.example/back?a=1&amp;b=2"');
  expect(await post(url, good)).toBe(`https://app.example/done?session=${id}`);

  const done = await stripe.checkout.sessions.retrieve(id, { expand: ["setup_intent"] });
  expect(done).toMatchObject({ status: "complete", payment_status: "no_payment_required" });
  expect(done.setup_intent).toMatchObject({ status: "succeeded", metadata: { account: "a1" } });
  const methods = await stripe.customers.listPaymentMethods(customer.id);
  expect(methods.data).toMatchObject([{ card: { last4: "4242", exp_year: 2034 } }]);
  const { data } = await stripe.events.list({ type: "checkout.session.completed" });
  expect(data).toHaveLength(1);
  // Coming back to it saves nothing twice.
  expect(await post(url, good)).toContain("app.example/done");
  expect((await stripe.customers.listPaymentMethods(customer.id)).data).toHaveLength(1);
});

test("a declined card is told on the page, and another one may be tried", async () => {
  const { stripe } = await simulated();
  const { id, url } = await session(stripe);
  const again = await post(url, declined);
  expect(await (await fetch(again)).text()).toContain("Your card was declined.");
  expect(await (await fetch(await post(url, card("1234")))).text()).toContain(
    "number is incorrect",
  );
  expect((await stripe.checkout.sessions.retrieve(id)).status).toBe("open");
  expect(await post(url, good)).toContain("app.example/done");
});

test("a bank that asks is answered on its page: no saves nothing, yes saves the card", async () => {
  const { stripe } = await simulated();
  const { customer, url } = await session(stripe);
  const bank = await post(url, asks);
  expect(await (await fetch(bank)).text()).toContain("Complete authentication");
  const back = await post(bank, { outcome: "fail" });
  expect(await (await fetch(back)).text()).toContain("could not confirm it was you");
  expect((await stripe.customers.listPaymentMethods(customer.id)).data).toEqual([]);
  expect(await post(await post(url, asks), { outcome: "complete" })).toContain("app.example/done");
  expect((await stripe.customers.listPaymentMethods(customer.id)).data).toHaveLength(1);
});

test("a session is over after a day, or when it is called off", async () => {
  const { stripe, pass } = await simulated();
  const first = await session(stripe);
  await pass(86_400);
  expect((await fetch(first.url)).status).toBe(404);
  expect((await stripe.checkout.sessions.retrieve(first.id)).status).toBe("expired");
  const second = await session(stripe);
  await stripe.checkout.sessions.expire(second.id);
  expect((await fetch(second.url)).status).toBe(404);
  const { data } = await stripe.events.list({ type: "checkout.session.expired" });
  expect(data).toHaveLength(2);
});

test("an invoice is paid on its page, declined and confirmed by the bank before", async () => {
  const { stripe } = await simulated();
  const customer = await customerWith(stripe, "pm_card_chargeCustomerFail");
  const open = await openInvoice(stripe, customer, 123_456);
  const url = open.hosted_invoice_url ?? "";
  const page = await (await fetch(url)).text();
  expect(page).toContain("1234.56 USD");
  expect(page).toContain(open.number);
  expect((await fetch(url.slice(0, -1))).status).toBe(404);

  expect(await (await fetch(await post(url, declined))).text()).toContain("was declined");
  expect(await stripe.invoices.retrieve(open.id)).toMatchObject({
    status: "open",
    attempt_count: 1,
  });
  const failed = await stripe.events.list({ type: "invoice.payment_failed" });
  expect(failed.data).toHaveLength(1);
  const bank = await post(url, asks);
  expect(bank).toContain("/authenticate/pi_");
  expect(await stripe.invoices.retrieve(open.id)).toMatchObject({ status: "open" });
  expect(await post(bank, { outcome: "complete" })).toBe(url);
  expect(await (await fetch(url)).text()).toContain("This invoice is paid.");
  const paid = await stripe.invoices.retrieve(open.id, { expand: ["payments"] });
  expect(paid).toMatchObject({ status: "paid", amount_paid: 123_456 });
  const statuses = async () => (await stripe.charges.list()).data.map(({ status }) => status);
  expect(await statuses()).toEqual(["succeeded", "failed"]);
  // The card that paid is kept: it pays the next one alone.
  const saved = await stripe.customers.listPaymentMethods(customer.id);
  expect(saved.data.map(({ card: shown }) => shown?.last4)).toEqual(["3184", "0341"]);
  // A second click pays nothing.
  await fetch(url, { method: "POST", body: new URLSearchParams(good) });
  expect(await statuses()).toEqual(["succeeded", "failed"]);
});

test("what a bank refuses at an invoice is told there, and counted", async () => {
  const { stripe } = await simulated();
  const customer = await customerWith(stripe, "pm_card_visa");
  const { id, hosted_invoice_url } = await openInvoice(stripe, customer, 900);
  const url = hosted_invoice_url ?? "";
  const bank = await post(url, asks);
  // Whoever went away meanwhile finds the bank's page again from the invoice's.
  expect(await (await fetch(url)).text()).toContain(`href="${new URL(bank).pathname}"`);
  const back = await post(bank, { outcome: "fail" });
  expect(await (await fetch(back)).text()).toContain("could not confirm it was you");
  expect(await (await fetch(url)).text()).not.toContain("Confirm it with your bank");
  const told = await stripe.events.list({ types: ["invoice.payment_failed"] });
  expect(told.data).toHaveLength(1);
  const { data } = await stripe.paymentIntents.list();
  expect(data[0]).toMatchObject({
    status: "requires_payment_method",
    last_payment_error: { code: "payment_intent_authentication_failure" },
  });
  expect(await stripe.invoices.retrieve(id)).toMatchObject({ status: "open", attempt_count: 1 });
});

test("what stands on a page is text, whatever it holds", async () => {
  const { stripe } = await simulated();
  const customer = await customerWith(stripe, "pm_card_visa");
  const draft = await stripe.invoices.create({ customer: customer.id });
  await stripe.invoices.addLines(draft.id, {
    lines: [{ amount: 900, description: "<script>alert(1)</script>" }],
  });
  const { hosted_invoice_url } = await stripe.invoices.finalizeInvoice(draft.id);
  const page = await (await fetch(`${hosted_invoice_url}?error=<b>`)).text();
  expect(page).not.toContain("<script>");
  expect(page).not.toContain("<b>");
});
