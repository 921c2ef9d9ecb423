import Stripe from "stripe";
import { expect, test } from "vitest";
import type { Trouble } from "@/sandbox/stripe/script";
import { refusalOf, simulated } from "./simulated";

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

test("the SDK's own retries end well, with one effect", async () => {
  const { simulator } = await simulated();
  const { host, port } = simulator;
  const stripe = new Stripe("sk_test_1", { host, port, protocol: "http", maxNetworkRetries: 2 });
  simulator.trouble.add({ trouble: "reset-after", calls: "POST /v1/customers" });
  const made = await stripe.customers.create({ name: "Ada" });
  expect((await stripe.customers.list()).data).toMatchObject([{ id: made.id }]);
});
