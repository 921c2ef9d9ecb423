import { beforeEach, expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

test("25,000 used of Pro's 20,000 makes the next invoice $99.00 + 5,000 × $0.01 = $149.00", async () => {
  const customer = await Customer.open();
  const { invoiceId, planPeriod } = await customer.start("pro");
  await customer.pay(invoiceId);
  expect(await customer.consume(25_000n)).toMatchObject({
    status: "consumed",
    overage: 5_000n,
    available: 0n,
  });
  expect(await customer.balance()).toMatchObject({ available: 0n, overage: 5_000n });

  await advance(planPeriod.endsAt);
  expect((await customer.invoices()).map(({ status }) => status)).toEqual(["paid", "draft"]);
  await advance("2026-02-01T01:00:00Z");

  const [, next] = await customer.invoices();
  expect(next).toMatchObject({
    status: "issued",
    total: 14_900n,
    lines: ["overage 5000 x 0.01 = 5000", "plan 1 x 99.00 = 9900"],
  });
  expect(await customer.balance()).toMatchObject({ available: 20_000n, overage: 0n });
  expect(await customer.books()).toEqual({
    bank: 9_900n,
    consumed: 25_000n,
    // The first period is over, so all of its $99.00 is earned; the second's is deferred.
    deferred_revenue: -9_900n,
    grant: 20_000n,
    "issued.allowance": -40_000n,
    overage: -5_000n,
    receivable: 14_900n,
    "revenue.overage": -5_000n,
    "revenue.plan": -9_900n,
  });
});

test("overage accrues at the end of the day, cumulatively", async () => {
  const customer = await Customer.open();
  await customer.start("capped");
  await customer.consume(1_033n); // 33 × 1.5 cents = 49.5
  expect((await customer.books()).unbilled).toBeUndefined();
  await advance("2026-01-02T00:00:00Z");
  expect((await customer.books()).unbilled).toBe(50n);

  await customer.consume(34n); // 67 × 1.5 = 100.5 in all: 101 − 50 more
  await advance("2026-01-02T23:59:59Z");
  expect((await customer.books()).unbilled).toBe(50n);
  await advance("2026-01-03T00:00:00Z");
  expect((await customer.books()).unbilled).toBe(101n);
});

test("one event is all or nothing against the cap, which counts what is held", async () => {
  const customer = await Customer.open();
  await customer.start("capped");
  expect(await customer.consume(1_501n)).toMatchObject({
    status: "insufficient_credits",
    facts: { needed: 1_501n, available: 1_000n, reason: "overage_cap" },
  });
  const hold = await customer.hold(1_300n, "2026-01-01T06:00:00Z");
  expect(await customer.consume(201n)).toMatchObject({ status: "insufficient_credits" });
  expect(await customer.consume(200n)).toMatchObject({ status: "consumed", overage: 200n });

  // Grants are captured before overage: 1,000 + 50, and 250 go back to the cap.
  expect(await customer.capture(hold.holdId, 1_050n)).toMatchObject({ released: 250n });
  expect(await customer.balance()).toMatchObject({ overage: 250n, held: 0n, available: 0n });
  expect(await customer.consume(251n)).toMatchObject({ status: "insufficient_credits" });
  expect(await customer.consume(250n)).toMatchObject({ status: "consumed", overage: 250n });
});

test("the cap starts anew with the billing cycle", async () => {
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("capped");
  await customer.pay(invoiceId);
  await customer.consume(1_500n);
  await advance("2026-02-01T00:00:00Z");
  expect(await customer.consume(1_500n)).toMatchObject({ status: "consumed", overage: 500n });
  await advance("2026-03-01T01:00:00Z");
  const invoices = await customer.invoices();
  expect(invoices.map(({ total }) => total)).toEqual([1_000n, 1_750n, 1_750n]);
});

test("a plan that blocks has no overage, whatever was granted beside it", async () => {
  const customer = await Customer.open();
  await customer.start("starter");
  await customer.grant(10n);
  expect(await customer.consume(5_011n)).toMatchObject({
    status: "insufficient_credits",
    facts: { needed: 5_011n, available: 5_010n, reason: "plan_blocks" },
  });
  expect(await customer.consume(5_010n)).toMatchObject({ status: "consumed", available: 0n });
});

test("a later grant never pays earlier overage", async () => {
  const customer = await Customer.open();
  await customer.start("pro");
  await customer.consume(20_100n);
  await customer.grant(500n);
  expect(await customer.balance()).toMatchObject({ available: 500n, overage: 100n });
});

test("a hold that reached into overage gives it back when its time is over", async () => {
  const customer = await Customer.open();
  await customer.start("pro");
  await customer.hold(20_100n, "2026-01-01T06:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 20_100n, overage: 0n });
  await setClock("2026-01-01T06:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 20_000n, held: 0n, overage: 0n });
  await advance("2026-02-01T01:00:00Z");
  const invoices = await customer.invoices();
  expect(invoices.map(({ total }) => total)).toEqual([9_900n, 9_900n]);
});

test("overage held over a boundary is billed with the period it is captured in", async () => {
  const customer = await Customer.open();
  await customer.start("pro");
  const { holdId } = await customer.hold(20_100n, "2026-02-02T00:00:00Z");
  await advance("2026-02-01T02:00:00Z");
  await customer.capture(holdId, 20_100n);
  await advance("2026-03-01T01:00:00Z");
  const invoices = await customer.invoices();
  expect(invoices.map(({ total }) => total)).toEqual([9_900n, 9_900n, 10_000n]);
});

test("what a hold reaches into overage counts against the cap of the cycle it may be captured in", async () => {
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("capped"); // 1,000 a month, 500 beyond it at most
  await customer.pay(invoiceId);
  const { holdId } = await customer.hold(1_500n, "2026-02-10T00:00:00Z");
  await advance("2026-02-02T00:00:00Z");
  await customer.consume(1_000n);
  expect(await customer.consume(1n)).toMatchObject({
    status: "insufficient_credits",
    facts: { reason: "overage_cap" },
  });
  await customer.capture(holdId, 1_500n);
  expect(await customer.balance()).toMatchObject({ held: 0n, overage: 500n });
});
