import { beforeEach, expect, test } from "vitest";
import { getApprovalLimit } from "@/billing/adjustments/queries";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { type CatalogInput, defineCatalog } from "@/billing/plans/catalog";
import type { CurrentCatalog } from "@/billing/plans/current-catalog";
import { lockSnapshot } from "@/billing/snapshot";
import { inTransaction } from "@/db/transaction";
import { type AccountId, newId } from "@/lib/ids";
import { books, Customer, openBooks } from "../books";
import { testCatalog } from "../catalog";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

/** The catalogue as the next decision on an account reads it, after this was applied. */
async function applied(change: Partial<CatalogInput> = {}): Promise<CurrentCatalog> {
  const customer = await Customer.open();
  await inTransaction(books(), (tx) =>
    applyCatalog(tx, defineCatalog({ ...testCatalog, ...change })),
  );
  const { catalog } = await inTransaction(books(), (tx) => lockSnapshot(tx, customer.id));
  return catalog;
}

test("a pack is sold in each of its currencies, at the price the catalogue has now", async () => {
  const small = { code: "small", name: "Small", credits: 100n, currency: "usd", validMonths: 3 };
  const first = await applied({
    packs: [{ ...small, price: 150n, prices: { jpy: 220n, kwd: 460n } }],
  });
  expect(first.packs.get("small")).toEqual({
    ...{ code: "small", name: "Small", credits: 100n, validMonths: 3, onSale: true },
    prices: new Map([
      ["jpy", 220n],
      ["kwd", 460n],
      ["usd", 150n],
    ]),
  });
  expect(first.packs.get("pack_1000")).toMatchObject({ onSale: false });

  const then = await applied({ packs: [{ ...small, price: 160n, prices: { jpy: 230n } }] });
  expect([...(then.packs.get("small")?.prices ?? [])]).toEqual([
    ["jpy", 230n],
    ["usd", 160n],
  ]);
});

test("above which credits a second person is asked follows the catalogue; it is 10,000 where that says nothing", async () => {
  const of = { accountId: newId<AccountId>(), kind: "grant" } as const;
  await applied({ adjustments: { approvalAbove: 250n } });
  expect(await inTransaction(books(), (tx) => getApprovalLimit(tx, of))).toBe(250n);
  await applied({ adjustments: {} });
  expect(await inTransaction(books(), (tx) => getApprovalLimit(tx, of))).toBe(10_000n);
  expect(() => defineCatalog({ ...testCatalog, adjustments: { approvalAbove: 0n } })).toThrow(
    "adjustments.approvalAbove",
  );
});

test("what holds for all plans is read with them, and follows the catalogue", async () => {
  expect(await applied()).toMatchObject({
    ...{ changeRules: [], proration: "second", minimumCharges: new Map() },
    customPack: { min: 500n, unitPrice: { usd: "0.012", eur: "0.011" } },
  });
  const rule = { from: "pro", to: "scale", when: "period_end", creditBasis: "time" } as const;
  const changes = [rule, { from: "scale", to: "pro", allowance: "keep" } as const];
  const terms = {
    changes,
    proration: "day",
    customPack: null,
    minimumCharge: { usd: 500n },
  } as const;
  expect(await applied({ ...terms, changes })).toMatchObject({
    ...{ changeRules: changes, proration: "day", customPack: null },
    minimumCharges: new Map([["usd", 500n]]),
  });
});

test("a trial is a term of a plan version: another trial is another version", async () => {
  const trials = async (trial: { days: number; allowance: bigint } | null) => {
    const plans = testCatalog.plans.map((one) =>
      one.code === "starter" ? { ...one, trial } : one,
    );
    const { versions } = await applied({ plans });
    return [...versions.values()]
      .filter(({ plan, currency }) => plan === "starter" && currency === "usd")
      .map((one) => one.trial);
  };
  const week = { days: 7, allowance: 200n };
  expect(await trials({ days: 14, allowance: 1_000n })).toHaveLength(1);
  expect(await trials(week)).toEqual([{ days: 14, allowance: 1_000n }, week]);
  expect(await trials(null)).toEqual([{ days: 14, allowance: 1_000n }, week, null]);
});
