import { beforeEach, expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";
import { deliveries, events, openEndpoint } from "./ground";

// An expiry is effective when read and posted an hour later: nothing is left from the instant it takes effect.
const nowhere = "http://127.0.0.1:9/";
const end = "2026-02-10T00:00:00Z";
const expiresAt = new Date(end);

let customer: Customer;

beforeEach(async () => {
  await openBooks("2026-01-31T10:00:00Z");
  await openEndpoint(nowhere);
  customer = await Customer.open();
});

/** When it was told that nothing is left, and what becomes of the next use. */
async function told() {
  return (await events(customer))
    .filter(({ type }) => type === "credits.depleted")
    .map(({ at, data }) => [at.toISOString().slice(0, 19), data.overage]);
}

test("the expiry that takes the last credits is told once, as it takes effect", async () => {
  await customer.grant(100n, { expiresAt });
  await customer.consume(40n);
  await advance("2026-02-09T23:59:59Z");
  expect(await told()).toEqual([]);
  await advance(end);
  expect(await told()).toEqual([["2026-02-10T00:00:00", "block"]]);
  await advance("2026-02-10T01:00:00Z"); // here it is posted
  expect(await customer.books()).toMatchObject({ expired: 60n });
  await advance("2026-03-10T00:00:00Z");
  expect(await told()).toEqual([["2026-02-10T00:00:00", "block"]]);
  const sent = (await deliveries()).filter(({ type }) => type === "credits.depleted");
  expect(sent).toHaveLength(1);
});

test("a run that comes days late tells it as of then, once, and so does the use that comes first", async () => {
  const other = await Customer.open();
  for (const one of [customer, other]) await one.grant(100n, { expiresAt });
  await setClock("2026-02-13T09:30:00Z");
  await expect(other.consume(1n)).resolves.toMatchObject({ status: "insufficient_credits" });
  await advance("2026-02-13T09:31:00Z");
  await advance("2026-02-20T00:00:00Z");
  expect(await told()).toEqual([["2026-02-10T00:00:00", "block"]]);
  customer = other;
  expect(await told()).toEqual([["2026-02-10T00:00:00", "block"]]);
});

test("credits spent before their end are told of by the use alone", async () => {
  await customer.grant(100n, { expiresAt });
  await advance("2026-02-09T12:00:00Z");
  await customer.consume(100n);
  await advance("2026-02-10T02:00:00Z");
  expect(await told()).toEqual([["2026-02-09T12:00:00", "block"]]);
});

test("nothing is told while something else can be spent, and later what takes that", async () => {
  await customer.grant(100n, { expiresAt });
  await customer.grant(30n);
  await advance("2026-02-10T00:30:00Z");
  await customer.consume(30n); // before the expiry is posted
  await advance("2026-02-10T02:00:00Z");
  expect(await told()).toEqual([["2026-02-10T00:30:00", "block"]]);
});

test("credits that come and go before the expiry is posted are told of by themselves", async () => {
  await customer.grant(100n, { expiresAt });
  await advance(end);
  await customer.grant(5n);
  await customer.consume(5n); // in the very second of the expiry
  await advance("2026-02-10T00:20:00Z");
  await customer.grant(7n);
  await advance("2026-02-10T03:00:00Z");
  expect(await told()).toEqual([
    ["2026-02-10T00:00:00", "block"],
    ["2026-02-10T00:00:00", "block"],
  ]);
  expect((await customer.balance()).available).toBe(7n);
});

test("an allowance that ends as the next one comes is not told; one whose next waits for money is", async () => {
  const { invoiceId } = await customer.start("pro");
  await customer.pay(invoiceId);
  await customer.consume(5_000n);
  await advance("2026-03-15T00:00:00Z"); // renewed on 28 Feb; its invoice is due on 7 Mar
  expect(await told()).toEqual([]);
  await advance("2026-04-01T00:00:00Z"); // 31 Mar 10:00: that invoice is overdue
  expect(await told()).toEqual([["2026-03-31T10:00:00", "block"]]);
});

test("what is left as a plan ends is told as gone, and that nothing pays for the next use", async () => {
  await customer.pay((await customer.start("pro")).invoiceId);
  const shown = await customer.previewEnd("period_end");
  await customer.confirm(shown.quoteId);
  await advance("2026-03-05T00:00:00Z");
  expect(await told()).toEqual([["2026-02-28T10:00:00", "block"]]);
  const last = (await events(customer)).find(({ type }) => type === "credits.depleted");
  expect(last?.data.planPeriodId).toBeNull();
});
