import { expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";
import { usageOf, use } from "./usage-story";

test("a dripping year is seen month by month, all under its one invoice", async () => {
  await openBooks("2026-01-31T10:00:00Z");
  const customer = await Customer.open({ timezone: "America/New_York" });
  await customer.pay((await customer.start("pro_yearly")).invoiceId);
  await advance("2026-04-10T00:00:00Z");
  const periods = await usageOf(customer).periods();
  expect(periods.map(({ start }) => start.toISOString())).toEqual([
    "2026-03-31T09:00:00.000Z",
    "2026-02-28T10:00:00.000Z",
    "2026-01-31T10:00:00.000Z",
  ]);
  expect(new Set(periods.map(({ invoice }) => invoice?.number))).toEqual(new Set(["INV-000001"]));
  await use(customer, 70n, { at: "2026-03-31T08:59:59Z" });
  const before = await usageOf(customer).table({ period: periods[1]?.key });
  expect(before.total.credits).toBe(70n);
  expect((await usageOf(customer).table({ compare: true })).total.credits).toBe(0n);
});

test("use of before a plan, told in its first hour, is noted as what the plan's first period has", async () => {
  await openBooks("2026-01-10T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro");
  await setClock("2026-01-10T00:10:00Z");
  await use(customer, 30n, { at: "2026-01-09T23:00:00Z" });
  expect((await usageOf(customer).notes()).lateInto).toEqual({ credits: 30n, events: 1n });
  await advance("2026-02-10T00:10:00Z");
  // The period before still takes what is told of it within the hour: nothing came late.
  await use(customer, 4n, { at: "2026-02-09T23:00:00Z" });
  expect((await usageOf(customer).notes()).lateInto).toEqual({ credits: 0n, events: 0n });
});

test("without a plan months are calendar months of the account's zone; gifts cost nothing", async () => {
  await openBooks("2026-03-05T00:00:00Z");
  const customer = await Customer.open({ timezone: "Pacific/Kiritimati" });
  await customer.grant(1_000n);
  await setClock("2026-04-01T09:59:59Z"); // 23:59:59 of 1 April there
  await use(customer, 10n, { at: "2026-03-31T09:59:59Z" });
  await use(customer, 7n, { at: "2026-03-31T10:00:00Z" });
  const usage = usageOf(customer);
  const periods = await usage.periods();
  expect(periods.map(({ key }) => key)).toEqual(["2026-04", "2026-03", "2026-02", "2026-01"]);
  expect((await usage.table({ costs: true })).total).toMatchObject({ credits: 7n, costs: [] });
  expect((await usage.table({ period: "2026-03" })).total.credits).toBe(10n);
});

test("before anything was used the page has days without bars, not a fault", async () => {
  await openBooks("2026-03-05T00:00:00Z");
  const usage = usageOf(await Customer.open());
  expect(await usage.table({ compare: true, costs: true })).toMatchObject({
    groups: [],
    cells: [],
    total: { credits: 0n, events: 0n },
  });
  expect((await usage.notes()).lastUse).toBeNull();
  expect((await usage.events()).events).toEqual([]);
});
