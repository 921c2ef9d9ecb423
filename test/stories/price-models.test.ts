import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { upsertAccount } from "@/billing/accounts/upsert";
import { estimateUse } from "@/billing/credits/read";
import { getInvoice } from "@/billing/invoices/read";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { type CatalogInput, defineCatalog } from "@/billing/plans/catalog";
import { listPlans } from "@/billing/plans/read";
import { readInvoice } from "@/billing/reports/read-invoice";
import { readUsageTable } from "@/billing/reports/read-usage";
import { inTransaction, readAs } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";

type Model = NonNullable<
  Extract<CatalogInput["plans"][number]["overage"], { policy: "bill" }>["model"]
>;

const tiers = [
  { upTo: 1_000n, unitPrice: "0.01" },
  { upTo: 5_000n, unitPrice: "0.008", flat: 500n },
  { upTo: null, unitPrice: "0.005" },
];

const plan = (code: string, model: Model, cap: bigint | null = null) => ({
  ...{ code, name: code, currency: "usd", price: 0n, allowance: 0n, features: "all" as const },
  ...{ interval: "month" as const, overage: { policy: "bill" as const, model, cap } },
});

const models = defineCatalog({
  features: [{ code: "api_call", name: "API call", creditsPerUnit: 1n }],
  plans: [
    plan("steps", { kind: "graduated", tiers, included: 200n, flat: 300n }),
    plan("bulk", { kind: "volume", tiers }),
    plan("boxes", { kind: "package", size: 1_000n, price: 700n }, 2_500n),
    {
      ...plan("year", { kind: "graduated", tiers }),
      ...{ interval: "year", drip: "month" },
    },
    {
      ...plan("world", { kind: "per_unit", unitPrice: "0.01", flat: 100n }),
      ...{ price: 1_000n, prices: { jpy: 1_500n, kwd: 3_000n }, allowance: 10n },
      overage: {
        ...{ policy: "bill", model: { kind: "per_unit", unitPrice: "0.01", flat: 100n } },
        prices: { jpy: "0.5", kwd: { kind: "package", size: 5n, price: 25n } },
      },
    },
  ],
  packs: [],
});

beforeEach(async () => {
  await openBooks("2026-01-01T00:00:00Z");
  await inTransaction(books(), (tx) => applyCatalog(tx, models));
});

const totals = async (customer: Customer) => (await customer.invoices()).map(({ total }) => total);
const estimate = (customer: Customer, quantity: bigint) =>
  estimateUse(books(), customer.id, { feature: "api_call", quantity });
const portal = <T>(
  customer: Customer,
  read: (tx: Parameters<typeof readInvoice>[0]) => Promise<T>,
) => readAs(books(), { role: "tallybook_portal", account: customer.id }, read);

test("graduated: each credit at its tier's price, told by the invoice in the portal and the API", async () => {
  const customer = await Customer.open();
  await customer.start("steps");
  await customer.consume(1_200n);
  // 1,000 × 0.01 + 3 = 13; the next credit enters the second tier: 0.008 + 5
  expect(await estimate(customer, 1n)).toMatchObject({ overage: 1n, overageCost: { minor: 501n } });
  await setClock("2026-01-20T00:00:00Z");
  await customer.consume(500n);
  await advance("2026-02-01T01:00:00Z");
  const [invoice] = await customer.invoices();
  expect(invoice?.total).toBe(2_200n); // 13 + 500 × 0.008 + 5
  const id = invoice?.id as Parameters<typeof getInvoice>[2];
  const price = { exact: "22", amount: { minor: 2_200n }, parts: [{}, {}, { exact: "9" }, {}] };
  expect((await getInvoice(books(), customer.id, id)).lines).toMatchObject([
    { kind: "overage", quantity: 1n, unitPrice: "22.00", price },
  ]);
  const told = await portal(customer, (tx) => readInvoice(tx, customer.id, id));
  expect(told.groups[0]?.lines).toMatchObject([{ credits: 1_700n, price }]);
});

test("volume: over the edge all credits cost less, and what had accrued is turned back", async () => {
  const customer = await Customer.open();
  await customer.start("bulk");
  await customer.consume(4_000n);
  await advance("2026-01-02T00:00:00Z"); // 4,000 × 0.008 + 5 = 37 accrued
  expect(await customer.books()).toMatchObject({ unbilled: 3_700n });
  // 5,001 × 0.005 = 25.01
  expect(await estimate(customer, 1_001n)).toMatchObject({ overageCost: { minor: -1_199n } });
  await customer.consume(1_001n);
  await advance("2026-01-03T00:00:00Z");
  expect(await customer.books()).toMatchObject({ unbilled: 2_501n, "revenue.overage": -2_501n });
  await advance("2026-02-01T01:00:00Z");
  expect(await totals(customer)).toEqual([2_501n]);
  const [invoice] = await customer.invoices();
  const told = await portal(customer, (tx) =>
    readInvoice(tx, customer.id, invoice?.id as Parameters<typeof getInvoice>[2]),
  );
  const line = told.groups[0]?.lines[0];
  expect(line?.accrued.map(({ from, amount }) => [from, amount])).toEqual([
    ["revenue.overage", 3_700n],
    ["unbilled", 1_199n],
  ]);
  expect(told.trail.map(({ what }) => what)).toEqual(["issued"]);
});

test("packages are begun whole, up to the cap in credits", async () => {
  const customer = await Customer.open();
  await customer.start("boxes");
  await customer.consume(1n);
  expect(await estimate(customer, 999n)).toMatchObject({ overageCost: { minor: 0n } });
  await customer.consume(1_500n);
  expect(await customer.consume(1_000n)).toMatchObject({ facts: { reason: "overage_cap" } });
  await advance("2026-02-01T01:00:00Z");
  expect(await totals(customer)).toEqual([1_400n]); // two packages begun
});

test("tiers begin anew with each period, and with each slice of a dripping year", async () => {
  const monthly = await Customer.open();
  const dripping = await Customer.open();
  await monthly.start("steps");
  await dripping.start("year");
  for (const customer of [monthly, dripping]) await customer.consume(1_200n);
  await advance("2026-02-10T00:00:00Z");
  for (const customer of [monthly, dripping]) await customer.consume(1_200n);
  await advance("2026-03-01T01:00:00Z");
  expect(await totals(monthly)).toEqual([1_300n, 1_300n]); // 200 free, 1,000 × 0.01, and 3
  expect(await totals(dripping)).toEqual([1_660n, 1_660n]); // 1,000 × 0.01 + 200 × 0.008 + 5
});

test("a month without use beyond the grants has no line, whatever its fee", async () => {
  const customer = await Customer.open();
  await customer.start("steps");
  await advance("2026-02-01T01:00:00Z");
  expect(await totals(customer)).toEqual([]);
});

test("what use cost is its share of the tiers, and adds up to the line", async () => {
  const customer = await Customer.open();
  await customer.start("bulk");
  await customer.consume(1_000n);
  await setClock("2026-01-05T00:00:00Z");
  await customer.consume(5_000n);
  await advance("2026-02-01T01:00:00Z");
  expect(await totals(customer)).toEqual([3_000n]); // 6,000 × 0.005
  const table = await portal(customer, (tx) =>
    readUsageTable(tx, customer.id, {
      ...{ period: "2026-01", from: null, to: null, line: null },
      ...{ feature: null, actor: null, property: null, grouping: { by: "feature" } },
      ...{ costs: true, compare: false },
    }),
  );
  const days = table.cells.map(({ costs }) => costs);
  expect(days).toEqual([[{ minor: 500n, currency: "usd" }], [{ minor: 2_500n, currency: "usd" }]]);
});

test("a plan is sold in yen and dinars at their own prices", async () => {
  const customers = await Promise.all(
    ["usd", "jpy", "kwd"].map(async (currency) => {
      const customer = await Customer.open();
      const { externalId } = customer;
      const input = { externalId, name: "A", email: "a@example.com", currency };
      await inTransaction(books(), (tx) => upsertAccount(tx, input));
      await customer.pay((await customer.start("world")).invoiceId);
      await customer.consume(13n);
      return customer;
    }),
  );
  await advance("2026-02-01T01:00:00Z");
  expect(await Promise.all(customers.map(totals))).toEqual([
    [1_000n, 1_103n], // $1 + 3 × 0.01
    [1_500n, 1_502n], // 3 × ¥0.5 = 1.5
    [3_000n, 3_030n], // one package begun, 3.025: on a card 3.030
  ]);
});

test("the API lists a plan once, with its version and prices in each currency", async () => {
  const { items } = await listPlans(books());
  const world = items.find(({ plan: code }) => code === "world");
  expect(items).toHaveLength(5);
  expect(world).toMatchObject({
    price: { minor: 1_000n, currency: "usd" },
    overage: { unitPrice: null, model: { kind: "per_unit", flat: 100n } },
    prices: [
      { price: { currency: "usd" } },
      { price: { minor: 1_500n, currency: "jpy" }, overage: { unitPrice: "0.5" } },
      { price: { minor: 3_000n, currency: "kwd" }, overage: { model: { size: 5n } } },
    ],
  });
  expect(new Set(world?.prices.map(({ planVersionId }) => planVersionId)).size).toBe(3);
});

test("a currency taken off sale starts nothing new; applied twice nothing changes", async () => {
  const versions = async () =>
    (await sql<{ count: bigint }>`select count(*) from plan_versions`.execute(books())).rows[0];
  const before = await versions();
  await inTransaction(books(), (tx) => applyCatalog(tx, models));
  expect(await versions()).toEqual(before);

  const plans = models.plans.map((one) =>
    one.code === "world" ? { ...one, prices: {}, overage: { policy: "block" as const } } : one,
  );
  await inTransaction(books(), (tx) => applyCatalog(tx, defineCatalog({ ...models, plans })));
  const customer = await Customer.open();
  const input = { externalId: customer.externalId, name: "A", email: "a@example.com" };
  await inTransaction(books(), (tx) => upsertAccount(tx, { ...input, currency: "jpy" }));
  await expect(customer.start("world")).rejects.toThrow("priced in usd, the account pays in jpy");
});
