import { beforeEach, expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";
import { owe } from "../debt";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

test("debt 1,000, then a promo grant of 1,500: 500 usable", async () => {
  const customer = await Customer.open();
  await owe(customer, 1_000n);
  expect(await customer.balance()).toMatchObject({ debt: 1_000n, available: 0n });
  expect(await customer.grant(1_500n)).toMatchObject({ credits: 1_500n, balance: 500n });
  expect(await customer.balance()).toMatchObject({ debt: 0n, available: 500n });
  expect(await customer.books()).toEqual({
    grant: 500n,
    "issued.promo": -1_500n,
    revoked: 1_000n,
  });
});

test("a grant too small repays what it can, the next the rest", async () => {
  const customer = await Customer.open();
  await owe(customer, 1_000n);
  await customer.grant(400n);
  expect(await customer.balance()).toMatchObject({ debt: 600n, available: 0n });
  await customer.grant(700n);
  expect(await customer.balance()).toMatchObject({ debt: 0n, available: 100n });
});

test("debt is repaid at once from grants without paid value, never from paid ones at hand", async () => {
  const customer = await Customer.open();
  await customer.start("pro");
  await customer.grant(300n);
  await owe(customer, 1_000n);
  expect(await customer.balance()).toMatchObject({ debt: 700n, available: 20_000n });
  await advance("2026-01-15T00:00:00Z");
  expect(await customer.balance()).toMatchObject({ debt: 700n, available: 20_000n });
});

test("the next allowance repays debt, a rollover does not", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("rolling")).invoiceId);
  await owe(customer, 250n);
  await setClock("2026-02-01T00:00:00Z");
  expect(await customer.balance()).toMatchObject({ debt: 0n, available: 400n + 1_000n - 250n });
});

test("while debt is open there is no overage", async () => {
  const customer = await Customer.open();
  await customer.start("pro");
  await owe(customer, 10n);
  expect(await customer.consume(20_001n)).toMatchObject({
    status: "insufficient_credits",
    facts: { needed: 20_001n, available: 20_000n, reason: "debt_open" },
  });
  await customer.grant(11n);
  expect(await customer.consume(20_002n)).toMatchObject({ status: "consumed", overage: 1n });
});

test("credits released from a hold first repay debt", async () => {
  const customer = await Customer.open();
  await customer.grant(500n);
  const { holdId } = await customer.hold(500n, "2026-01-02T00:00:00Z");
  await owe(customer, 200n);
  expect(await customer.balance()).toMatchObject({ debt: 200n, available: 0n, held: 500n });
  expect(await customer.release(holdId)).toEqual({ released: 500n, available: 300n });
  expect(await customer.balance()).toMatchObject({ debt: 0n, available: 300n, held: 0n });
});
