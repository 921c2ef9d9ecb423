import Stripe from "stripe";
import { expect, test } from "vitest";
import type { Trouble } from "@/sandbox/stripe/script";
import { customerWith, openInvoice, receiver, refusalOf, secret, simulated } from "./simulated";

const key = { idempotencyKey: "one-effect" };

test.each<[Trouble, string, string]>([
  ["429", "StripeRateLimitError", "rate_limit"],
  ["409", "StripeAPIError", "lock_timeout"],
  ["500-before", "StripeAPIError", ""],
])("%s leaves nothing behind, and the same key then works", async (trouble, type, code) => {
  const { stripe, simulator } = await simulated();
  simulator.trouble.add({ trouble, calls: "POST /v1/customers" });
  const refused = await refusalOf(stripe.customers.create({ name: "Ada" }, key));
  expect(refused.type).toBe(type);
  expect(refused.code ?? "").toBe(code);
  expect((await stripe.customers.list()).data).toEqual([]);
  const made = await stripe.customers.create({ name: "Ada" }, key);
  expect(made.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
});

test("500 after the effect is kept under its key: only looking tells that it was done", async () => {
  const { stripe, simulator } = await simulated();
  simulator.trouble.add({ trouble: "500-after", calls: "POST /v1/customers" });
  const create = () => stripe.customers.create({ name: "Ada", metadata: { row: "7" } }, key);
  expect((await refusalOf(create())).statusCode).toBe(500);
  const replayed = await refusalOf(create());
  expect(replayed.statusCode).toBe(500);
  expect(replayed.headers?.["idempotent-replayed"]).toBe("true");
  expect((await stripe.customers.list()).data).toMatchObject([{ metadata: { row: "7" } }]);
});

test.each<[Trouble, number]>([
  ["reset-before", 0],
  ["reset-after", 1],
  ["timeout-before", 0],
  ["timeout-after", 1],
])("%s: no answer, %i done, and the same key ends with one", async (trouble, done) => {
  const { stripe, simulator } = await simulated();
  // The SDK tries once more by itself when a connection is reset, whatever it is told of retries.
  const times = trouble.startsWith("reset") ? 2 : 1;
  simulator.trouble.add({ trouble, calls: "POST /v1/customers", times });
  const call = stripe.customers.create({ name: "Ada" }, { ...key, timeout: 300 });
  expect(await refusalOf(call)).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  expect((await stripe.customers.list()).data).toHaveLength(done);
  await stripe.customers.create({ name: "Ada" }, key);
  expect((await stripe.customers.list()).data).toHaveLength(1);
});

test("trouble meets the calls it names, as often as it says", async () => {
  const { stripe, simulator } = await simulated();
  simulator.trouble.add({ trouble: "429", calls: "GET /v1/charges", times: 2 });
  expect((await stripe.customers.list()).data).toEqual([]);
  await refusalOf(stripe.charges.list());
  await refusalOf(stripe.charges.list());
  expect((await stripe.charges.list()).data).toEqual([]);
});

test("an answer that is not Stripe's is an error of the SDK, not a result", async () => {
  const { stripe, simulator } = await simulated();
  simulator.trouble.add({ trouble: "garbage" });
  expect((await refusalOf(stripe.customers.list())).message).toContain("Invalid JSON");
});

test("another process scripts trouble too, with a key", async () => {
  const { stripe, simulator } = await simulated();
  const script = (body: string, key = "sk_test_1") =>
    fetch(`${simulator.url}/_simulator/trouble`, {
      method: "POST",
      body,
      headers: { authorization: `Bearer ${key}` },
    });
  const twice = JSON.stringify({ calls: [{ trouble: "429", times: 2 }] });
  expect((await script(twice, "sk_live_1")).status).toBe(401);
  expect((await script(`{"calls":[{"trouble":"magic"}]}`)).status).toBe(400);
  expect((await script("not JSON")).status).toBe(400);
  expect((await stripe.customers.list()).data).toEqual([]);

  expect((await script(twice)).status).toBe(200);
  expect((await refusalOf(stripe.customers.list())).statusCode).toBe(429);
  const drop = { clear: true, deliveries: [{ trouble: "drop", types: "customer." }] };
  expect(await (await script(JSON.stringify(drop))).json()).toEqual({ scripted: 1 });
  expect((await stripe.customers.list()).data).toEqual([]);
});

test("the SDK's own retries end well, with one effect", async () => {
  const { simulator } = await simulated();
  const { host, port } = simulator;
  const stripe = new Stripe("sk_test_1", { host, port, protocol: "http", maxNetworkRetries: 2 });
  simulator.trouble.add({ trouble: "reset-after", calls: "POST /v1/customers" });
  const made = await stripe.customers.create({ name: "Ada" });
  expect((await stripe.customers.list()).data).toMatchObject([{ id: made.id }]);
});

test("another process has the next payment of one of ours refused, once, whatever their card", async () => {
  const { stripe, simulator } = await simulated();
  const customer = await customerWith(stripe, "pm_card_visa");
  const other = await customerWith(stripe, "pm_card_visa");
  await stripe.customers.update(customer.id, { metadata: { account: "our-account" } });
  const said = { whose: "our-account", reason: "insufficient_funds" };
  expect((await control(simulator, "fail-next-payment", { reason: "magic" })).status).toBe(400);
  expect((await control(simulator, "fail-next-payment", said)).status).toBe(200);

  const theirs = await openInvoice(stripe, other, 900);
  expect(await stripe.invoices.pay(theirs.id)).toMatchObject({ status: "paid" });
  const { id } = await openInvoice(stripe, customer, 900);
  const refused = await refusalOf(stripe.invoices.pay(id));
  expect(refused).toMatchObject({ decline_code: "insufficient_funds" });
  expect(await stripe.invoices.pay(id)).toMatchObject({ status: "paid", attempt_count: 2 });
});

test("another process has what waits delivered at once, and any event once more", async () => {
  const told = await receiver();
  const { stripe, simulator } = await simulated({ webhook: { url: told.url, secret } });
  told.answers.push(500);
  simulator.deliveries.add({ trouble: "delay", types: "customer.updated", seconds: 3_600 });
  const { id } = await stripe.customers.create({ name: "Ada" });
  await stripe.customers.update(id, { name: "Eve" });
  const deliver = async (body: object) => (await control(simulator, "deliver", body)).json();
  expect(await deliver({})).toEqual({ delivered: 2, waiting: 0 });
  expect(await deliver({})).toEqual({ delivered: 0, waiting: 0 });

  const [event] = (await stripe.events.list({ type: "customer.created" })).data;
  expect(await deliver({ event: event?.id })).toEqual({ delivered: 1, waiting: 0 });
  expect(await deliver({ event: "evt_unknown" })).toEqual({ delivered: 0, waiting: 0 });
  const types = told.received.map(({ type }) => type);
  const created = "customer.created";
  expect(types).toEqual([created, created, "customer.updated", created]);
});

test("another process has everything forgotten but who listens, and no id comes twice", async () => {
  const told = await receiver();
  const { stripe, simulator } = await simulated({ webhook: { url: told.url, secret } });
  const { id } = await stripe.customers.create({ name: "Ada" }, { idempotencyKey: "k" });
  expect((await control(simulator, "reset", {})).status).toBe(200);
  expect((await refusalOf(stripe.customers.retrieve(id))).code).toBe("resource_missing");
  expect((await stripe.events.list()).data).toEqual([]);
  const { id: next } = await stripe.customers.create({ name: "Eve" }, { idempotencyKey: "k" });
  expect(next).not.toBe(id);
  const listed = await stripe.events.list();
  await control(simulator, "deliver", {});
  expect(told.received.at(-1)?.id).toBe(listed.data[0]?.id);
});

/** Asks of the simulator what Stripe has no call for. */
function control({ url }: { url: string }, what: string, body: object): Promise<Response> {
  const headers = { authorization: "Bearer sk_test_1" };
  return fetch(`${url}/_simulator/${what}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers,
  });
}
