import { beforeEach, expect, test } from "vitest";
import { checkEntitlement, estimateUse } from "@/billing/credits/read";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { findSubscription } from "@/billing/plans/read";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";

const at = (text: string) => new Date(text);
const base = { currency: "usd", interval: "month", features: "all" } as const;
const billed = { policy: "bill" as const, unitPrice: "0.01" };

/** Plans at the edges of what a catalogue may say. */
const edges = defineCatalog({
  features: [{ code: "api_call", name: "API call", creditsPerUnit: 1n }],
  plans: [
    { ...base, code: "metered", name: "Metered", price: 0n, allowance: 0n, overage: billed },
    { ...base, code: "seat", name: "Seat", price: 500n, allowance: 0n, overage: billed },
    {
      ...{ ...base, code: "roll_year", name: "Roll year", price: 1_200n, allowance: 100n },
      ...{ interval: "year" as const, drip: "month" as const, rollover: { max: 60n } },
      overage: { ...billed, cap: 10n },
    },
    {
      ...{ ...base, code: "cheap", name: "Cheap", price: 0n, allowance: 10n },
      overage: { policy: "bill", unitPrice: "0.0001" },
    },
  ],
  packs: [],
});

beforeEach(async () => {
  await openBooks("2026-01-01T00:00:00Z");
  await inTransaction(books(), (tx) => applyCatalog(tx, edges));
});

test("a plan without price or allowance is billed for what was used, late use included", async () => {
  const customer = await Customer.open();
  expect(await customer.start("metered", { grants: "on_payment" })).toMatchObject({
    invoiceId: null,
    grantIds: [],
  });
  await customer.consume(250n);
  await setClock("2026-02-01T00:30:00Z");
  await customer.consume(50n, { occurredAt: at("2026-01-30T00:00:00Z") });
  await customer.consume(7n);
  await advance("2026-03-01T01:00:00Z");
  expect((await customer.invoices()).map(({ total }) => total)).toEqual([300n, 7n]);
});

test("a plan without allowance on payment allows nothing before the money", async () => {
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("seat", { grants: "on_payment" });
  expect(await customer.consume(1n)).toMatchObject({ facts: { reason: "allowance_not_granted" } });
  expect(await customer.pay(invoiceId)).toMatchObject({ grantIds: [] });
  expect(await customer.consume(3n)).toMatchObject({ overage: 3n });
  await advance("2026-02-01T01:00:00Z");
  expect((await customer.invoices()).map(({ total }) => total)).toEqual([500n, 503n]);
});

test("less than a cent of overage makes no document and is asked for no more", async () => {
  const customer = await Customer.open();
  await customer.start("cheap");
  await customer.consume(59n); // 49 × 0.01 cents: less than half a cent
  await advance("2026-02-01T01:00:00Z");
  await customer.consume(60n); // 50: half a cent, rounded up
  await advance("2026-03-01T01:00:00Z");
  expect((await customer.invoices()).map(({ total }) => total)).toEqual([1n]);
});

test("a dripping year rolls over from slice to slice, once, and caps its overage in each", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("roll_year")).invoiceId);
  await customer.consume(30n);
  await advance("2026-02-01T00:30:00Z");
  expect(await customer.balance()).toMatchObject({ available: 160n });
  await customer.consume(10n, { occurredAt: at("2026-01-20T00:00:00Z") });
  expect(await customer.balance()).toMatchObject({ available: 160n });
  await customer.consume(5n, { occurredAt: at("2026-01-20T00:00:00Z") });
  expect(await customer.balance()).toMatchObject({ available: 155n });
  expect(await customer.consume(166n)).toMatchObject({ status: "insufficient_credits" });
  expect(await customer.consume(165n)).toMatchObject({ overage: 10n });
  await advance("2026-03-01T00:30:00Z");
  expect(await customer.balance()).toMatchObject({ available: 100n });
  expect(await customer.consume(1n, { occurredAt: at("2026-02-20T00:00:00Z") })).toMatchObject({
    facts: { reason: "overage_cap" },
  });
  await customer.consume(110n);
  await advance("2026-04-01T01:00:00Z");
  expect((await customer.invoices()).map(({ total }) => total)).toEqual([1_200n, 10n, 10n]);
});

test("what is estimated and what is allowed is what then happens", async () => {
  const customer = await Customer.open();
  const { db, id } = customer;
  const asked = async (quantity: bigint) => {
    const use = { feature: "api_call", quantity };
    const { enough, overage } = await estimateUse(db, id, use);
    const { allowed, reason } = await checkEntitlement(db, id, use);
    expect(allowed).toBe(enough && reason === "ok");
    return `${reason} ${overage}`;
  };
  expect(await asked(1n)).toBe("no_subscription 0");
  await customer.pay((await customer.start("roll_year")).invoiceId);
  expect([await asked(100n), await asked(110n), await asked(111n)]).toEqual([
    "ok 0",
    "ok 10",
    "overage_cap 0",
  ]);
  await customer.hold(105n, "2026-01-02T00:00:00Z");
  expect([await asked(5n), await asked(6n)]).toEqual(["ok 5", "overage_cap 0"]);
  expect(await customer.consume(6n)).toMatchObject({ facts: { reason: "overage_cap" } });
  expect(await customer.consume(5n)).toMatchObject({ overage: 5n });
});

test("a subscription says what it is: to come, running, overdue, running again", async () => {
  const customer = await Customer.open();
  const status = async () => (await findSubscription(customer.db, customer.id))?.status ?? null;
  expect(await status()).toBeNull();
  await customer.start("seat", { startsAt: at("2026-01-02T00:00:00Z") });
  expect(await status()).toBe("scheduled");
  await setClock("2026-01-02T00:00:00Z");
  expect(await status()).toBe("active");
  await setClock("2026-01-08T23:59:59Z");
  expect(await status()).toBe("active");
  await setClock("2026-01-09T00:00:00Z");
  expect(await status()).toBe("past_due");
  await customer.pay((await customer.invoices())[0]?.id ?? null);
  expect(await status()).toBe("active");
});
