import { beforeEach, expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

const january = new Date("2026-01-20T00:00:00Z");

test("late usage finds the rollover child of an allowance that rolled over whole", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("rolling")).invoiceId);
  await customer.consume(700n);
  await setClock("2026-02-01T00:10:00Z");
  expect(await customer.balance()).toMatchObject({ available: 1_300n });

  expect(await customer.consume(250n, { occurredAt: january })).toMatchObject({
    burned: [{ credits: 250n }],
    overage: 0n,
    available: 1_050n,
  });
  await customer.hold(1_050n, "2026-02-01T00:20:00Z");
  await setClock("2026-02-01T00:30:00Z");
  expect(await customer.consume(60n, { occurredAt: january })).toMatchObject({
    burned: [{ credits: 50n }],
    overage: 10n,
    available: 1_000n,
  });
  await advance("2026-02-01T02:00:00Z");
  expect((await customer.invoices())[1]).toMatchObject({ total: 1_010n });
});

test("a plan that blocks lets late usage reach what rolled over", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("team")).invoiceId);
  await customer.consume(30_000n);
  await setClock("2026-02-01T00:10:00Z");
  expect(await customer.consume(15_000n, { occurredAt: january })).toMatchObject({
    status: "consumed",
    available: 45_000n,
  });
});

test("no late overage while the renewed allowance awaits its money", async () => {
  const customer = await Customer.open();
  await customer.start("pro");
  await customer.consume(20_000n);
  await setClock("2026-02-01T00:10:00Z");
  expect(await customer.consume(10n, { occurredAt: january })).toMatchObject({
    status: "insufficient_credits",
    facts: { reason: "allowance_not_granted" },
  });
});

test("no overage for a slice whose allowance never came, though the year is paid since", async () => {
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro_yearly", { grants: "on_payment" });
  await setClock("2026-02-01T00:10:00Z");
  await customer.pay(invoiceId);
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
  expect(await customer.consume(10n, { occurredAt: january })).toMatchObject({
    status: "insufficient_credits",
  });
});

test("late overage of a slice whose allowance was spent to the last is billed with it", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro_yearly")).invoiceId);
  await customer.consume(20_000n);
  await customer.grant(1n, { expiresAt: new Date("2026-01-10T00:00:00Z") });
  await setClock("2026-02-01T00:10:00Z");
  await customer.grant(5n);
  expect(await customer.consume(10n, { occurredAt: january })).toMatchObject({
    status: "consumed",
    overage: 10n,
  });
  await advance("2026-02-01T02:00:00Z");
  expect((await customer.invoices())[1]).toMatchObject({ total: 10n });
});

test("a hold that ends in the grace hour leaves nothing for late usage", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("starter")).invoiceId);
  const { holdId } = await customer.hold(4_000n, "2026-02-01T00:30:00Z");
  await setClock("2026-02-01T00:10:00Z");
  await customer.release(holdId);
  expect(await customer.consume(1_001n, { occurredAt: january })).toMatchObject({
    status: "insufficient_credits",
    facts: { available: 1_000n },
  });
  await advance("2026-02-01T02:00:00Z");
  expect(await customer.books()).toMatchObject({ expired: 5_000n });
});

test("a hold whose time ends at the boundary itself expires there with its allowance", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("rolling")).invoiceId);
  await customer.hold(1_100n, "2026-02-01T00:00:00Z");
  await setClock("2026-02-01T00:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 1_000n, held: 0n, overage: 0n });
  await advance("2026-03-01T02:00:00Z");
  expect((await customer.invoices()).map(({ total }) => total)).toEqual([1_000n, 1_000n, 1_000n]);
});

test("the grace hour ends sharp", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("starter")).invoiceId);
  await setClock("2026-02-01T00:59:59Z");
  expect(await customer.consume(10n, { occurredAt: january })).toMatchObject({ available: 5_000n });
  await setClock("2026-02-01T01:00:00Z");
  expect(await customer.consume(10n, { occurredAt: january })).toMatchObject({ available: 4_990n });
});
