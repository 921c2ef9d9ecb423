import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

const january = new Date("2026-01-20T00:00:00Z");

test("in the grace hour late usage burns what the old allowance had left, then the closed overage", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  await customer.consume(19_900n);
  await setClock("2026-02-01T00:30:00Z");

  expect(await customer.consume(150n, { occurredAt: january })).toMatchObject({
    status: "consumed",
    overage: 50n,
    burned: [{ credits: 100n }],
    available: 20_000n,
  });
  expect(await customer.balance()).toMatchObject({ available: 20_000n, overage: 0n });
  await advance("2026-02-01T01:00:00Z");
  const [, renewal] = await customer.invoices();
  expect(renewal).toMatchObject({
    status: "issued",
    total: 9_950n,
    lines: ["overage 50 x 0.01 = 50", "plan 1 x 99.00 = 9900"],
  });
});

test("what late usage left of the old allowance expires as of the boundary, an hour later", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  await setClock("2026-02-01T00:59:59Z");
  await customer.consume(5_000n, { occurredAt: january });
  expect((await customer.books()).expired).toBeUndefined();
  await setClock("2026-02-01T01:00:00Z");
  await customer.consume(1n);
  expect(await customer.books()).toMatchObject({ expired: 15_000n, consumed: 5_001n });
  expect(await customer.balance("2026-02-01T00:00:00Z")).toMatchObject({ available: 20_000n });
});

test("after the old allowance come its rollover children, then the closed period's overage", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("rolling")).invoiceId);
  await customer.consume(300n);
  await setClock("2026-02-01T00:10:00Z");
  // 700 left: 400 roll over, 300 wait to expire.
  expect(await customer.balance()).toMatchObject({ available: 1_400n });

  expect(await customer.consume(650n, { occurredAt: january })).toMatchObject({
    status: "consumed",
    overage: 0n,
    burned: [{ credits: 300n }, { credits: 350n }],
    available: 1_050n,
  });
  expect(await customer.consume(80n, { occurredAt: january })).toMatchObject({
    overage: 30n,
    burned: [{ credits: 50n }],
    available: 1_000n,
  });
  await advance("2026-02-01T01:00:00Z");
  expect((await customer.invoices())[1]).toMatchObject({ total: 1_030n });
  expect((await customer.books()).expired).toBeUndefined();
});

test("late usage does not reach a grant that ended before the boundary, or came after it", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  await customer.consume(20_000n);
  await customer.grant(70n, { expiresAt: new Date("2026-01-31T23:50:00Z") });
  await setClock("2026-02-01T00:10:00Z");
  await customer.grant(40n, { effectiveAt: new Date("2026-01-10T00:00:00Z") });
  expect(await customer.consume(60n, { occurredAt: january })).toMatchObject({
    burned: [],
    overage: 60n,
    available: 20_040n,
  });
});

test("later than the grace hour usage counts now, labelled with the period it happened in", async () => {
  const customer = await Customer.open();
  const first = await customer.start("pro");
  await customer.pay(first.invoiceId);
  await setClock("2026-02-01T01:00:00Z");
  expect(await customer.consume(150n, { occurredAt: january, key: "late" })).toMatchObject({
    status: "consumed",
    available: 19_850n,
  });
  const { rows } = await sql<{ original: string; current: string }>`
    select original_period_id as original, plan_period_id as current from consumptions
    where account_id = ${customer.id} and idempotency_key = 'late'`.execute(customer.db);
  expect(rows[0]?.original).toBe(first.planPeriod.id);
  expect(rows[0]?.current).not.toBe(first.planPeriod.id);
});

test("use dated before the grant that pays for it never makes an as-of balance negative", async () => {
  const customer = await Customer.open();
  await customer.start("free");
  await setClock("2026-01-10T00:00:00Z");
  await customer.grant(1_000n);
  await customer.consume(1_100n, { occurredAt: new Date("2026-01-02T00:00:00Z") });
  for (const at of ["2026-01-01T12:00:00Z", "2026-01-02T00:00:00Z", "2026-01-09T23:59:59Z"]) {
    expect((await customer.balance(at)).available).toBe(100n);
  }
  expect((await customer.balance("2026-01-10T00:00:00Z")).available).toBe(0n);
});

test("older than 35 days is too old, more than five minutes ahead is refused", async () => {
  const customer = await Customer.open();
  await customer.grant(100n);
  await setClock("2026-03-01T00:00:00Z");
  const dated = (occurredAt: string) => customer.consume(1n, { occurredAt: new Date(occurredAt) });
  expect((await dated("2026-01-24T23:59:59Z")).status).toBe("too_old");
  expect((await dated("2026-01-25T00:00:00Z")).status).toBe("consumed");
  expect((await dated("2026-03-01T00:05:00Z")).status).toBe("consumed");
  expect(await dated("2026-03-01T00:05:01Z")).toMatchObject({
    status: "invalid_input",
    facts: { field: "occurredAt" },
  });
});

test("a capture in the grace hour counts to the period it names and is paid by what it held", async () => {
  const customer = await Customer.open();
  const first = await customer.start("pro");
  await customer.pay(first.invoiceId);
  const { holdId } = await customer.hold(20_040n, "2026-02-02T00:00:00Z");
  await setClock("2026-02-01T00:20:00Z");
  await customer.capture(holdId, 20_040n, { occurredAt: january });
  await advance("2026-02-01T01:00:00Z");
  expect((await customer.invoices())[1]).toMatchObject({ total: 9_940n });
  expect(await customer.balance()).toMatchObject({ available: 20_000n, overage: 0n, held: 0n });
});
