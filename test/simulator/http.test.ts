import { expect, test } from "vitest";
import { clientOf, refusalOf, simulated, storeInMemory } from "./simulated";

test("what is created can be asked for again, changed and listed", async () => {
  const { stripe } = await simulated();
  const made = await stripe.customers.create({
    email: "ada@example.com",
    address: { city: "Bern", country: "CH" },
    metadata: { account: "a1", plan: "pro" },
  });
  const changed = await stripe.customers.update(made.id, { metadata: { plan: "", seat: "3" } });
  expect(changed).toMatchObject({
    email: "ada@example.com",
    metadata: { account: "a1", seat: "3" },
  });
  expect(changed.metadata).not.toHaveProperty("plan");
  expect(changed.address).toMatchObject({ city: "Bern", country: "CH", line1: null });
  expect(await stripe.customers.retrieve(made.id)).toMatchObject({
    id: made.id,
    object: "customer",
  });
});

test("an unknown id, an unknown parameter and a missing one are refused in Stripe's shape", async () => {
  const { stripe } = await simulated();
  const unknown = await refusalOf(stripe.customers.retrieve("cus_nobody"));
  expect(unknown).toMatchObject({ type: "StripeInvalidRequestError", code: "resource_missing" });
  expect(unknown).toMatchObject({ statusCode: 404, param: "id" });
  expect(unknown.requestId).toMatch(/^req_/);

  const extra = { flavour: "sweet" } as object;
  const strange = await refusalOf(stripe.customers.create(extra));
  expect(strange).toMatchObject({ statusCode: 400, code: "parameter_unknown", param: "flavour" });
  const deep = await refusalOf(stripe.customers.create({ invoice_settings: extra }));
  expect(deep.param).toBe("invoice_settings[flavour]");

  const lacking = await refusalOf(stripe.paymentIntents.create({ currency: "usd" } as never));
  expect(lacking).toMatchObject({ code: "parameter_missing", param: "amount" });
  const text = await refusalOf(stripe.paymentIntents.create({ currency: "usd", amount: 1.5 }));
  expect(text).toMatchObject({ code: "parameter_invalid_integer", param: "amount" });
});

test("only test keys open the door, and only the pinned version is spoken", async () => {
  const { simulator } = await simulated();
  const live = await refusalOf(clientOf(simulator, "sk_live_1").customers.list());
  expect(live).toMatchObject({ type: "StripeAuthenticationError", statusCode: 401 });
  expect(live.message).not.toContain("sk_live_1");
  expect((await clientOf(simulator, "rk_test_1").customers.list()).data).toEqual([]);
  const old = clientOf(simulator).customers.list({}, { apiVersion: "2020-08-27" });
  expect((await refusalOf(old)).statusCode).toBe(400);
});

test("lists are newest first, in pages either way, and by the time things were made", async () => {
  const { stripe, pass } = await simulated();
  const ids: string[] = [];
  for (let at = 0; at < 5; at += 1) {
    ids.unshift((await stripe.customers.create({ name: `Customer ${at}` })).id);
    await pass(10);
  }
  const idsOf = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id);
  const first = await stripe.customers.list({ limit: 2 });
  expect([idsOf(first), first.has_more]).toEqual([ids.slice(0, 2), true]);
  const next = await stripe.customers.list({ limit: 3, starting_after: ids[1] });
  expect([idsOf(next), next.has_more]).toEqual([ids.slice(2), false]);
  const back = await stripe.customers.list({ limit: 2, ending_before: ids[3] });
  expect([idsOf(back), back.has_more]).toEqual([ids.slice(1, 3), true]);

  const [, second] = (await stripe.customers.list()).data.toReversed();
  const since = await stripe.customers.list({ created: { gt: second?.created } });
  expect(idsOf(since)).toEqual(ids.slice(0, 3));
  expect(await stripe.customers.list({ limit: 2 }).autoPagingToArray({ limit: 100 })).toHaveLength(
    5,
  );
});

test("an id is answered with what it stands for when it is expanded", async () => {
  const { stripe } = await simulated();
  const { id } = await stripe.customers.create({ name: "Ada" });
  const intent = await stripe.paymentIntents.create({
    amount: 1000,
    currency: "usd",
    customer: id,
    payment_method: "pm_card_visa",
    confirm: true,
    expand: ["customer", "latest_charge.balance_transaction"],
  });
  expect(intent.customer).toMatchObject({ id, name: "Ada" });
  expect(intent.latest_charge).toMatchObject({ balance_transaction: { net: 941 } });
  const list = await stripe.charges.list({ expand: ["data.payment_intent"] });
  expect(list.data[0]?.payment_intent).toMatchObject({ id: intent.id });
  const wrong = await refusalOf(stripe.customers.retrieve(id, { expand: ["pet"] }));
  expect(wrong.message).toContain("cannot be expanded");
});

test("what we made is found by what we wrote on it", async () => {
  const { stripe } = await simulated();
  const first = await stripe.customers.create({ name: "Ada", metadata: { account: "a1" } });
  await stripe.customers.create({ name: "Ada", metadata: { account: "a2" } });
  const search = (query: string) => stripe.customers.search({ query });
  expect((await search(`metadata["account"]:"a1"`)).data).toMatchObject([{ id: first.id }]);
  expect((await search(`name:'Ada' AND metadata['account']:'a1'`)).data).toHaveLength(1);
  expect((await search(`name:"Ada"`)).data).toHaveLength(2);
  const pages = stripe.customers.search({ query: `name:"Ada"`, limit: 1 });
  expect(await pages.autoPagingToArray({ limit: 10 })).toHaveLength(2);
  expect((await refusalOf(search("everything"))).param).toBe("query");
});

test("a key used again answers the same, an error too; with other parameters it is refused", async () => {
  const { stripe } = await simulated();
  const key = { idempotencyKey: "invoice-1" };
  const first = await stripe.customers.create({ name: "Ada" }, key);
  const again = await stripe.customers.create({ name: "Ada" }, key);
  expect(again.id).toBe(first.id);
  expect(first.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
  expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
  expect((await stripe.customers.list()).data).toHaveLength(1);

  const other = await refusalOf(stripe.customers.create({ name: "Eve" }, key));
  expect(other).toMatchObject({ type: "StripeIdempotencyError", statusCode: 400 });

  const refusedKey = { idempotencyKey: "card-1" };
  const pay = {
    amount: 900,
    currency: "usd",
    payment_method: "pm_card_chargeDeclined",
    confirm: true,
  };
  const declined = await refusalOf(stripe.paymentIntents.create(pay, refusedKey));
  const replayed = await refusalOf(stripe.paymentIntents.create(pay, refusedKey));
  expect(declined).toMatchObject({ statusCode: 402, code: "card_declined" });
  expect(replayed.headers?.["idempotent-replayed"]).toBe("true");
  expect((await stripe.charges.list()).data).toHaveLength(1);
});

test("what was never begun is not kept under its key", async () => {
  const { stripe } = await simulated();
  const key = { idempotencyKey: "again" };
  await refusalOf(stripe.customers.create({ flavour: "sweet" } as object, key));
  expect(await stripe.customers.create({ name: "Ada" }, key)).toMatchObject({ name: "Ada" });
});

test("a key in use is refused until its first call has ended", async () => {
  const { stripe, simulator } = await simulated();
  simulator.trouble.add({ trouble: "slow", ms: 300, calls: "POST /v1/customers" });
  const key = { idempotencyKey: "twice" };
  const slow = stripe.customers.create({ name: "Ada" }, key);
  await expect
    .poll(() => stripe.customers.create({ name: "Ada" }, key).catch(({ code }) => code), {
      interval: 5,
    })
    .toBe("idempotency_key_in_use");
  const { id } = await slow;
  expect((await stripe.customers.create({ name: "Ada" }, key)).id).toBe(id);
});

test("the same calls make the same ids, and a restart keeps all that was answered", async () => {
  const store = storeInMemory();
  const one = await simulated({ store });
  const { id } = await one.stripe.customers.create({ name: "Ada" }, { idempotencyKey: "k" });
  await one.stripe.customers.update(id, { name: "Ada L." });
  const gone = await one.stripe.customers.create({ name: "Gone" });
  await one.stripe.customers.del(gone.id);
  await one.simulator.stop();

  const two = await simulated({ store });
  expect(await two.stripe.customers.list()).toMatchObject({ data: [{ id, name: "Ada L." }] });
  expect((await two.stripe.customers.create({ name: "Ada" }, { idempotencyKey: "k" })).id).toBe(id);
  const next = await two.stripe.customers.create({ name: "Eve" });
  expect([id, gone.id]).not.toContain(next.id);

  const other = await simulated();
  expect((await other.stripe.customers.create({ name: "Ada" })).id).toBe(id);
});
