import type Stripe from "stripe";
import { expect, test } from "vitest";
import { apiVersion } from "@/sandbox/stripe/wire";
import {
  type Receiver,
  receiver,
  type Simulated,
  secret,
  simulated,
  storeInMemory,
} from "./simulated";

async function listened(): Promise<Simulated & { told: Receiver }> {
  const told = await receiver();
  return { ...(await simulated({ webhook: { url: told.url, secret } })), told };
}

const names = ({ received }: Receiver) =>
  received.map(({ data }) => (data.object as Stripe.Customer).name);

async function make({ stripe, simulator }: Simulated, ...customers: string[]): Promise<void> {
  for (const name of customers) await stripe.customers.create({ name });
  await simulator.tick();
}

test("events arrive signed as the SDK checks it, with the pinned version and what happened", async () => {
  const play = await listened();
  const { stripe, simulator, told } = play;
  const made = await stripe.customers.create({ name: "Ada" }, { idempotencyKey: "our-row" });
  await stripe.customers.update(made.id, { name: "Ada L." });
  await simulator.tick();
  const [first, second] = told.received;
  expect(first).toMatchObject({
    object: "event",
    type: "customer.created",
    api_version: apiVersion,
    livemode: false,
    data: { object: { id: made.id, name: "Ada" } },
    request: { id: made.lastResponse.requestId, idempotency_key: "our-row" },
  });
  expect(second).toMatchObject({
    type: "customer.updated",
    data: { object: { name: "Ada L." }, previous_attributes: { name: "Ada" } },
  });
  expect(told.refused).toEqual([]);
  expect(stripe.getApiField("version")).toBe(apiVersion);
});

test("an endpoint gets what it asked for, and its secret once", async () => {
  const told = await receiver();
  const { stripe, simulator } = await simulated();
  const made = await stripe.webhookEndpoints.create({
    url: told.url,
    enabled_events: ["customer.deleted"],
  });
  expect(made.secret).toMatch(/^whsec_/);
  expect((await stripe.webhookEndpoints.retrieve(made.id)).secret).toBeUndefined();
  const { id } = await stripe.customers.create({ name: "Ada" });
  await stripe.customers.del(id);
  await simulator.tick();
  // One event, and signed with a secret this receiver does not have.
  expect(told.refused).toHaveLength(1);
});

test("an event that was not taken is sent again, ever later, and waits in the list", async () => {
  const play = await listened();
  const { stripe, simulator, told, pass } = play;
  told.answers.push(500, 503);
  await make(play, "Ada");
  expect(told.received).toHaveLength(1);
  expect((await stripe.events.list({ delivery_success: false })).data).toHaveLength(1);
  await pass(59);
  expect(told.received).toHaveLength(1);
  await pass(1);
  expect(told.received).toHaveLength(2);
  await pass(299);
  expect(told.received).toHaveLength(2);
  await pass(1);
  expect(told.received).toHaveLength(3);
  expect(new Set(told.received.map(({ id }) => id)).size).toBe(1);
  expect(simulator.waiting()).toBe(0);
  expect((await stripe.events.list({ delivery_success: true })).data).toHaveLength(1);
});

test("what was never taken is given up after three days, and the list still tells of it", async () => {
  const play = await listened();
  const { stripe, simulator, told, pass } = play;
  told.answers.push(...Array.from({ length: 20 }, () => 500));
  await make(play, "Ada");
  for (let hour = 0; hour < 80; hour += 1) await pass(3_600);
  expect(told.received).toHaveLength(11);
  expect(simulator.waiting()).toBe(0);
  const missed = await stripe.events.list({ delivery_success: false, type: "customer.*" });
  expect(missed.data).toMatchObject([{ type: "customer.created", pending_webhooks: 1 }]);
  await pass(30 * 86_400);
  expect((await stripe.events.list()).data).toEqual([]);
});

test("scripted trouble: an event twice, not at all, late, or after the one behind it", async () => {
  const play = await listened();
  const { simulator, told, pass, stripe } = play;
  simulator.deliveries.add({ trouble: "duplicate", copies: 3 });
  await make(play, "three times");
  expect(names(told)).toEqual(["three times", "three times", "three times"]);

  told.received.length = 0;
  simulator.deliveries.add({ trouble: "drop", types: "customer." });
  await make(play, "lost", "found");
  expect(names(told)).toEqual(["found"]);
  expect((await stripe.events.list({ limit: 2 })).data).toHaveLength(2);

  told.received.length = 0;
  simulator.deliveries.add({ trouble: "delay", seconds: 90 });
  await make(play, "late", "early");
  await pass(89);
  expect(names(told)).toEqual(["early"]);
  await pass(1);
  expect(names(told)).toEqual(["early", "late"]);

  told.received.length = 0;
  simulator.deliveries.add({ trouble: "reorder", times: 2 });
  await make(play, "one", "two", "three");
  expect(names(told)).toEqual(["three", "two", "one"]);
});

test("an event may arrive before the answer that made it, and its receiver may already ask", async () => {
  const { stripe, simulator, told } = await listened();
  simulator.deliveries.add({ trouble: "before-response", types: "customer.created" });
  let answered = false;
  let sooner: boolean | undefined;
  told.onEvent = async (event) => {
    sooner = !answered;
    const { id } = event.data.object as Stripe.Customer;
    expect(await stripe.customers.retrieve(id)).toMatchObject({ name: "Ada" });
  };
  await stripe.customers.create({ name: "Ada" });
  answered = true;
  expect(sooner).toBe(true);
  expect(told.refused).toEqual([]);
});

test("forged and stale events do not pass the SDK; one from the future does, so look for yourself", async () => {
  const play = await listened();
  const { simulator, told } = play;
  simulator.deliveries.add({ trouble: "forged" });
  simulator.deliveries.add({ trouble: "stale" });
  simulator.deliveries.add({ trouble: "future" });
  await make(play, "forged", "stale", "future");
  expect(names(told)).toEqual(["future"]);
  expect(told.refused).toHaveLength(2);
  expect(told.refused[0]).toContain("No signatures found matching");
  expect(told.refused[1]).toContain("Timestamp outside the tolerance zone");
});

test("a simulator that is killed sends later what it had not sent", async () => {
  const store = storeInMemory();
  const told = await receiver();
  const webhook = { url: told.url, secret };
  const one = await simulated({ store, webhook });
  told.answers.push(500);
  await make(one, "Ada");
  await one.simulator.stop();
  const two = await simulated({ store, webhook });
  await two.pass(60);
  expect(names(told)).toEqual(["Ada", "Ada"]);
});
