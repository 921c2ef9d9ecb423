import { expect, test } from "vitest";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";

const overviewOf = (customer: Customer) => portalOf(customer.id, {}, books()).overview;

test("an invoice becomes an alert on the day it is due, and withholds the next allowance", async () => {
  await openBooks("2026-03-01T09:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro");
  const overview = overviewOf(customer);
  expect(await overview.alerts()).toEqual([]);

  const [invoice] = await customer.invoices();
  await advance("2026-03-31T09:00:00Z");
  const overdue = {
    kind: "overdue",
    invoiceId: invoice?.id,
    number: "INV-000001",
    amount: { minor: 9_900n, currency: "usd" },
  };
  expect(await overview.alerts()).toMatchObject([overdue]);
  await advance("2026-04-01T09:00:00Z");
  expect(await overview.alerts()).toMatchObject([overdue, { kind: "withheld", credits: 20_000n }]);
  expect((await overview.forecast({})).afterwards).toEqual({ kind: "unpaid" });

  await customer.pay(invoice?.id ?? null);
  expect((await overview.alerts()).map(({ kind }) => kind)).not.toContain("overdue");
});

test("credits that expire within seven days are told of, an allowance is not", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("starter");
  await customer.pay(invoiceId);
  await customer.grant(300n, { expiresAt: new Date("2026-03-20T00:00:00Z") });
  const overview = overviewOf(customer);
  await setClock("2026-03-12T23:59:59Z");
  expect(await overview.alerts()).toEqual([]);
  await setClock("2026-03-13T00:00:00Z");
  expect(await overview.alerts()).toEqual([
    { kind: "expiring", at: new Date("2026-03-20T00:00:00Z"), category: "promo", credits: 300n },
  ]);
  await setClock("2026-03-31T00:00:00Z");
  expect(await overview.alerts()).toEqual([]);
});

test("included and on demand: the allowance pays first, a gift after it, the rest is charged", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("capped");
  await customer.grant(300n, { priority: 60 });
  await customer.consume(900n);
  await customer.hold(50n, "2026-03-02T00:00:00Z");
  const overview = overviewOf(customer);
  await setClock("2026-03-01T01:00:00Z");
  // What is on hold is not used yet.
  expect(await overview.usage()).toMatchObject({ used: 900n, included: 900n, overage: 0n });

  await customer.consume(350n);
  await customer.consume(200n);
  await setClock("2026-03-01T02:00:00Z");
  const usage = await overview.usage();
  // 950 of the allowance, 300 of the gift, and 200 that nothing paid for at $0.015: $3.00.
  expect(usage).toMatchObject({ used: 1_450n, included: 950n, overage: 200n });
  expect(usage.onDemand).toEqual({
    unitPrice: "0.015",
    cap: 500n,
    amount: { minor: 300n, currency: "usd" },
  });
  const next = await overview.nextInvoice();
  expect(next.upcoming?.charges.map(({ kind, amount }) => [kind, amount.minor])).toEqual([
    ["plan", 1_000n],
    ["overage", 300n],
  ]);
  expect(next).toMatchObject({ mayGrow: true, renewsAt: new Date("2026-04-01T00:00:00Z") });
});

test("without a plan nothing is charged on its own, and nothing is included", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.grant(100n);
  await customer.consume(40n);
  await setClock("2026-03-01T01:00:00Z");
  const overview = overviewOf(customer);
  expect(await overview.nextInvoice()).toMatchObject({ upcoming: null, renewsAt: null });
  expect(await overview.usage()).toMatchObject({ used: 40n, included: 0n, onDemand: null });
});

test("use is compared with the same local hour of the last period, across a change of clocks", async () => {
  await openBooks("2026-03-05T14:00:00Z"); // 09:00 in New York, before its clocks change on the 8th
  const customer = await Customer.open({ timezone: "America/New_York" });
  await customer.grant(10_000n);
  await customer.start("starter");
  await setClock("2026-03-10T13:15:00Z"); // 09:15 by summer time, five days in
  await customer.consume(100n);
  await setClock("2026-03-10T14:30:00Z"); // 10:30
  await customer.consume(70n);
  // The next period begins on 5 April at 09:00 summer time; on the 10th at 10:00 only 100 were used.
  await advance("2026-04-10T14:00:00Z");
  expect((await overviewOf(customer).usage()).sameTimeLastPeriod).toBe(100n);
  await advance("2026-04-10T15:00:00Z");
  expect((await overviewOf(customer).usage()).sameTimeLastPeriod).toBe(170n);
});
