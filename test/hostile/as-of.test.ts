import { beforeEach, expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

const at = (text: string) => new Date(text);

test("late usage paid by credits that a hold gave back later makes no balance negative", async () => {
  const customer = await Customer.open();
  await customer.grant(1_000n);
  await setClock("2026-01-05T00:00:00Z");
  const { holdId } = await customer.hold(1_000n, "2026-01-20T00:00:00Z");
  await setClock("2026-01-13T00:00:00Z");
  await customer.release(holdId);
  await customer.consume(500n, { occurredAt: at("2026-01-10T00:00:00Z") });
  for (const day of ["05", "09", "10", "11", "12", "13"]) {
    const { available, held, grants } = await customer.balance(`2026-01-${day}T00:00:00Z`);
    expect(available, day).toBeGreaterThanOrEqual(0n);
    expect(held, day).toBeGreaterThanOrEqual(0n);
    for (const grant of grants) expect(grant.remaining, day).toBeGreaterThanOrEqual(0n);
  }
  expect(await customer.balance()).toMatchObject({ available: 500n });
});

test("overage of use that came too late for its own period shows in the period that counts it", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  await setClock("2026-02-03T00:00:00Z");
  await customer.consume(20_050n, { occurredAt: at("2026-01-20T00:00:00Z") });
  expect(await customer.balance()).toMatchObject({ overage: 50n, available: 0n });
  await setClock("2026-02-05T00:00:00Z");
  expect(await customer.balance("2026-02-04T00:00:00Z")).toMatchObject({ overage: 50n });
});

test("overage that was on hold is held or used, never both", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  const { holdId } = await customer.hold(20_100n, "2026-01-20T00:00:00Z");
  await setClock("2026-01-10T00:00:00Z");
  await customer.capture(holdId, 20_100n, { occurredAt: at("2026-01-02T00:00:00Z") });
  expect(await customer.balance()).toMatchObject({ overage: 100n, held: 0n });
  await setClock("2026-01-11T00:00:00Z");
  const between = await customer.balance("2026-01-05T00:00:00Z");
  expect([between.overage, between.held]).toEqual([0n, 20_100n]);
  expect(await customer.balance("2026-01-10T00:00:00Z")).toMatchObject({ overage: 100n, held: 0n });
});

test("a second before, at, and after each edge of a grant", async () => {
  const customer = await Customer.open();
  const ends = at("2026-01-20T00:00:00Z");
  await customer.grant(10n, { effectiveAt: at("2026-01-10T00:00:00Z"), expiresAt: ends });
  await customer.grant(5n);
  await advance("2026-01-25T00:00:00Z");
  const seen = [];
  for (const second of [
    "2025-12-31T23:59:59Z",
    "2026-01-01T00:00:00Z",
    "2026-01-09T23:59:59Z",
    "2026-01-10T00:00:00Z",
    "2026-01-19T23:59:59Z",
    "2026-01-20T00:00:00Z",
    "2026-01-20T01:00:00Z",
  ])
    seen.push((await customer.balance(second)).available);
  expect(seen).toEqual([0n, 5n, 5n, 15n, 15n, 5n, 5n]);
});
