import { expect, test } from "vitest";
import { GatewayError } from "@/billing/payments/gateway";
import type { Trouble } from "@/sandbox/stripe/script";
import { accountId, collect, collecting, failureOf, proFor } from "./collecting";

const impatient = { timeoutMs: 200 };

test.each<[Trouble, "unknown" | "busy"]>([
  ["reset-before", "unknown"],
  ["reset-after", "unknown"],
  ["timeout-before", "unknown"],
  ["timeout-after", "unknown"],
  ["500-before", "unknown"],
  ["garbage", "unknown"],
  ["429", "busy"],
  ["409", "busy"],
])("%s while paying is %s; the same key takes the money once", async (trouble, kind) => {
  const { stripe, simulator, gateway, another, payer } = await collecting();
  const { id } = await gateway.createInvoice(proFor(await payer("pm_card_visa")), "row-1");
  await gateway.finalizeInvoice(id, "row-1");
  simulator.trouble.add({ trouble, calls: `POST /v1/invoices/${id}/pay`, times: timesOf(trouble) });
  const how = { onSession: false };
  const first = another(impatient).payInvoice(id, how, "attempt-1");
  expect((await failureOf(first)).kind).toBe(kind);
  expect(await gateway.payInvoice(id, how, "attempt-1")).toMatchObject({
    status: "paid",
    payments: [{ amountMinor: 2_900n }],
  });
  expect((await stripe.charges.list()).data).toHaveLength(1);
});

test("an error kept under the key: looking tells that the money was taken", async () => {
  const { stripe, simulator, gateway, payer } = await collecting();
  const { id } = await gateway.createInvoice(proFor(await payer("pm_card_visa")), "row-1");
  await gateway.finalizeInvoice(id, "row-1");
  simulator.trouble.add({ trouble: "500-after", calls: `POST /v1/invoices/${id}/pay` });
  const pay = () => gateway.payInvoice(id, { onSession: false }, "attempt-1");
  expect(await failureOf(pay())).toMatchObject({ kind: "unknown", code: null });
  expect(await pay()).toMatchObject({ status: "paid", payments: [{ amountMinor: 2_900n }] });
  expect((await stripe.charges.list()).data).toHaveLength(1);
});

test("an error kept under the key, and nothing taken: it is asked under the next, once", async () => {
  const { stripe, simulator, gateway, payer } = await collecting();
  const customer = await payer("pm_card_chargeCustomerFail");
  const { id } = await gateway.createInvoice(proFor(customer), "row-1");
  await gateway.finalizeInvoice(id, "row-1");
  simulator.trouble.add({ trouble: "500-after", calls: `POST /v1/invoices/${id}/pay` });
  const pay = () => gateway.payInvoice(id, { onSession: false }, "attempt-1");
  await failureOf(pay());
  const { id: good } = await stripe.paymentMethods.attach("pm_card_visa", { customer });
  await gateway.setDefaultMethod(customer, good, "row-2");
  expect(await pay()).toMatchObject({ status: "paid" });
  expect(await pay()).toMatchObject({ status: "paid" });
  const { data } = await stripe.charges.list();
  expect(data.map(({ status }) => status)).toEqual(["succeeded", "failed"]);
});

const steps = ["POST /v1/invoices", "POST /v1/invoices/in_", "GET /v1/charges"];
const atSteps: Trouble[] = ["500-before", "500-after", "garbage", "429"];

test.each(steps.flatMap((calls) => atSteps.map((trouble) => [trouble, calls] as const)))(
  "%s at the first %s: asked again under its key it ends with one invoice, its lines once",
  async (trouble, calls) => {
    const { stripe, simulator, gateway, payer } = await collecting();
    const customer = await payer("pm_card_visa");
    simulator.trouble.add({ trouble, calls, times: timesOf(trouble) });
    // Asked until it is answered, as the janitor does: a kept error takes three.
    const results: unknown[] = [];
    for (let time = 0; time < 3; time++) {
      results.push(await collect(gateway, proFor(customer)).catch((error: Error) => error));
    }
    expect(results[0]).toBeInstanceOf(GatewayError);
    expect(results[2]).toMatchObject({ status: "paid", totalMinor: 2_900n });
    const { data } = await stripe.invoices.list();
    expect(data).toMatchObject([{ lines: { data: [{ amount: 2_900 }] } }]);
    expect((await stripe.charges.list()).data).toHaveLength(1);
  },
);

test("a customer whose making was answered with a kept error is found, not made again", async () => {
  const { stripe, simulator, gateway } = await collecting();
  simulator.trouble.add({ trouble: "500-after", calls: "POST /v1/customers" });
  const create = (name: string) =>
    gateway.createCustomer({ accountId, name, email: null }, "row-1");
  expect((await failureOf(create("Ada"))).kind).toBe("unknown");
  // And so is one whose name has changed since.
  const [first, second] = [await create("Ada"), await create("Ada Ltd")];
  expect(second).toEqual(first);
  expect((await stripe.customers.list()).data).toMatchObject([{ id: first.customerId }]);
});

test("an invoice whose making was never answered is found by our id", async () => {
  const { simulator, gateway, another, payer } = await collecting();
  const customer = await payer("pm_card_visa");
  expect(await gateway.findInvoice(customer, "collection-1")).toBeUndefined();
  simulator.trouble.add({ trouble: "timeout-after", calls: "POST /v1/invoices" });
  await failureOf(another(impatient).createInvoice(proFor(customer), "row-1"));
  const found = await gateway.findInvoice(customer, "collection-1");
  expect(found).toMatchObject({ status: "draft", totalMinor: 0n });
  const made = await gateway.createInvoice(proFor(customer), "row-1");
  expect(made).toMatchObject({ id: found?.id, totalMinor: 2_900n });
});

test("after a try without an answer, being told to come later leaves it open", async () => {
  const { simulator, another } = await collecting();
  const gateway = another({ retries: 1 });
  const calls = "POST /v1/customers";
  simulator.trouble.add({ trouble: "500-before", calls });
  simulator.trouble.add({ trouble: "429", calls });
  const made = gateway.createCustomer({ accountId, name: "Ada", email: null }, "row-1");
  expect(await failureOf(made)).toMatchObject({ kind: "unknown", code: "rate_limit" });
});

test("five failures in a row, and Stripe is left alone until its pause is over", async () => {
  let ms = 0;
  const { simulator, another } = await collecting();
  const gateway = another({ now: () => ms, random: () => 0 });
  const look = () => gateway.getInvoice("in_nowhere");
  simulator.trouble.add({ trouble: "500-before", times: 6 });
  for (let time = 0; time < 5; time++) expect((await failureOf(look())).code).toBeNull();
  expect(await failureOf(look())).toMatchObject({ kind: "busy", code: "breaker_open" });

  ms = 1_000; // one goes to find out, and fails; the next pause is twice as long
  expect((await failureOf(look())).kind).toBe("unknown");
  ms = 2_999;
  expect((await failureOf(look())).code).toBe("breaker_open");
  ms = 3_000;
  expect(await look()).toBeUndefined();
  expect(await look()).toBeUndefined();
});

test("an error kept under a key says nothing of how Stripe is now", async () => {
  const { simulator, another } = await collecting();
  const gateway = another();
  simulator.trouble.add({ trouble: "500-after", calls: "POST /v1/checkout", times: 1 });
  const { customerId } = await gateway.createCustomer({ accountId, name: "A", email: null }, "c");
  const setup = () =>
    gateway.startSetup(
      {
        ...{ customerId, accountId, currency: "usd", language: "en" },
        ...{ successUrl: "https://a.example/", cancelUrl: "https://a.example/" },
      },
      "setup",
    );
  for (let time = 0; time < 7; time++) await failureOf(setup());
  expect(await failureOf(setup())).toMatchObject({ kind: "unknown", code: "answer_kept" });
});

test("who would wait longer than ten seconds is not sent", async () => {
  const { another } = await collecting();
  const gateway = another({ pace: { perSecond: 0.05, burst: 1 } });
  expect(await gateway.getInvoice("in_1")).toBeUndefined();
  expect(await failureOf(gateway.getInvoice("in_1"))).toMatchObject({
    kind: "busy",
    code: "queue_full",
  });
});

/** The SDK itself tries a reset connection once more. */
function timesOf(trouble: Trouble): number {
  return trouble.startsWith("reset") ? 2 : 1;
}
