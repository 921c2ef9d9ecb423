import { beforeEach, expect, test } from "vitest";
import { firings, rule } from "../alerts";
import { advance, Customer, openBooks, setClock } from "../books";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

test("below 1,000 is told once a month, however often the balance crosses it", async () => {
  const customer = await Customer.open();
  await customer.grant(5_000n);
  await rule(customer, "balance", 1_000n);
  await customer.consume(4_000n);
  expect(await firings(customer)).toEqual([]); // 1,000 is not below 1,000

  await setClock("2026-01-02T00:00:00Z");
  await customer.consume(1n);
  expect(await firings(customer)).toEqual(["01-02 00:00 balance 1000: 999"]);
  await customer.consume(1n);
  await customer.grant(5_000n);
  await customer.consume(5_500n);
  expect(await firings(customer)).toHaveLength(1);

  await setClock("2026-02-01T00:00:00Z");
  await customer.consume(1n);
  expect(await firings(customer)).toEqual([
    "01-02 00:00 balance 1000: 999",
    "02-01 00:00 balance 1000: 497",
  ]);
});

test("without a plan the month is the account's own", async () => {
  const customer = await Customer.open({ timezone: "America/New_York" });
  await customer.grant(10n);
  await rule(customer, "balance", 10n);
  // Still December in New York.
  await customer.consume(1n);
  await setClock("2026-01-01T05:00:00Z");
  await customer.consume(1n);
  expect(await firings(customer)).toEqual([
    "01-01 00:00 balance 10: 9",
    "01-01 05:00 balance 10: 8",
  ]);
});

test("50, 75, 90 and 100 % of Pro's 20,000 are each told when reached, and again next period", async () => {
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  await customer.pay(invoiceId);
  for (const percent of [50n, 75n, 90n, 100n]) await rule(customer, "usage", percent);
  await customer.consume(9_999n);
  expect(await firings(customer)).toEqual([]);
  await customer.consume(1n);
  await setClock("2026-01-10T00:00:00Z");
  await customer.consume(8_500n); // 18,500 of 20,000: 92 %
  await customer.consume(1_500n);
  expect((await firings(customer)).sort()).toEqual([
    "01-01 00:00 usage 50: 50",
    "01-10 00:00 usage 100: 100",
    "01-10 00:00 usage 75: 92",
    "01-10 00:00 usage 90: 92",
  ]);
  await advance("2026-02-01T00:00:00Z");
  expect(await firings(customer)).toHaveLength(4);
  await customer.consume(10_000n);
  expect((await firings(customer)).at(-1)).toBe("02-01 00:00 usage 50: 50");
});

test("a pack is not the allowance: only use of what the plan includes counts", async () => {
  const customer = await Customer.open();
  await customer.start("pro");
  await customer.grant(30_000n, { category: "pack", priority: 10 });
  await rule(customer, "usage", 50n);
  await customer.consume(39_999n);
  expect(await firings(customer)).toEqual([]);
  await customer.consume(1n);
  expect(await firings(customer)).toEqual(["01-01 00:00 usage 50: 50"]);
});

test("what is on hold counts as spent, and a hold tells too", async () => {
  const customer = await Customer.open();
  await customer.start("pro");
  await rule(customer, "usage", 50n);
  await rule(customer, "balance", 10_001n);
  await customer.hold(10_000n, "2026-01-02T00:00:00Z");
  expect(await firings(customer)).toEqual([
    "01-01 00:00 balance 10001: 10000",
    "01-01 00:00 usage 50: 50",
  ]);
});

test("$50.00 of overage is told at 5,000 × $0.01, not a cent before", async () => {
  const customer = await Customer.open();
  await customer.start("pro");
  await rule(customer, "spend", 5_000n);
  await customer.consume(24_900n);
  await customer.consume(49n); // 4,949 × 1 cent
  expect(await firings(customer)).toEqual([]);
  await customer.consume(51n);
  expect(await firings(customer)).toEqual(["01-01 00:00 spend 5000: 5000"]);
});

test("credits that expire unused are told as their time is over, an hour before it is booked", async () => {
  const customer = await Customer.open();
  await customer.grant(500n, { expiresAt: new Date("2026-01-05T00:00:00Z") });
  await customer.grant(50n);
  await rule(customer, "balance", 100n);
  await advance("2026-01-04T23:59:59Z");
  expect(await firings(customer)).toEqual([]);
  await advance("2026-01-05T02:00:00Z");
  expect(await firings(customer)).toEqual(["01-05 00:00 balance 100: 50"]);
});

test("an invoice is told when it is issued, a plan when it changes", async () => {
  const customer = await Customer.open();
  await rule(customer, "invoice");
  await rule(customer, "plan_change");
  const { invoiceId } = await customer.start("pro");
  expect(await firings(customer)).toEqual([
    `01-01 00:00 invoice 0: ${invoiceId}`,
    "01-01 00:00 plan_change 0: Pro",
  ]);
  await customer.pay(invoiceId);
  await advance("2026-02-01T00:59:59Z");
  expect(await firings(customer)).toHaveLength(2); // a renewal changes no plan, its invoice is a draft
  await advance("2026-02-01T01:00:00Z");
  const [, renewal] = await customer.invoices();
  expect((await firings(customer)).at(-1)).toBe(`02-01 01:00 invoice 0: ${renewal?.id}`);
});

test("a change of plan is told, and what it brings is a new allowance to use up", async () => {
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  await customer.pay(invoiceId);
  await rule(customer, "usage", 50n);
  await rule(customer, "plan_change");
  await setClock("2026-01-05T00:00:00Z");
  await customer.consume(10_000n);
  await setClock("2026-01-16T12:00:00Z"); // half-way: 60,000 of Scale's 120,000
  await customer.change("scale");
  await customer.consume(29_999n);
  expect(await firings(customer)).toEqual([
    "01-05 00:00 usage 50: 50",
    "01-16 12:00 plan_change 0: Scale",
  ]);
  await customer.consume(1n);
  expect((await firings(customer)).at(-1)).toBe("01-16 12:00 usage 50: 50");

  const { quoteId } = await customer.previewEnd("now");
  await setClock("2026-01-16T12:00:01Z");
  await customer.confirm(quoteId);
  expect((await firings(customer)).at(-1)).toBe("01-16 12:00 plan_change 0: ");
});

test("catching up a quiet quarter tells each month's alert at its own time", async () => {
  const customer = await Customer.open();
  await customer.start("free");
  await rule(customer, "balance", 1_000_000n);
  await advance("2026-03-15T00:00:00Z");
  expect((await firings(customer)).map((one) => one.slice(0, 5))).toEqual(["02-01", "03-01"]);
});
