import { expect, test } from "vitest";
import type { PlanPeriodId } from "@/lib/ids";
import { type PriceModel, perUnit } from "@/lib/pricing";
import { costsOf } from "./usage-costs";

const planPeriodId = "p" as PlanPeriodId;
const volume: PriceModel = {
  ...{ kind: "volume", included: 0n, flat: 0n },
  tiers: [
    { upTo: 1_000n, unitPrice: "0.01", flat: 0n },
    { upTo: null, unitPrice: "0.005", flat: 0n },
  ],
};

function costs(model: PriceModel | null, slices: bigint[], cells: bigint[]) {
  const overage = cells.map((credits, cell) => ({ cell, planPeriodId, credits }));
  const prices = new Map([[planPeriodId, { model, currency: "usd", slices }]]);
  const found = costsOf({ burned: [], overage }, { grants: new Map(), overage: prices });
  return cells.map((_, cell) => found.get(cell)?.[0]?.minor);
}

test("a part of a slice costs its share of what the whole comes to, the whole what its line says", () => {
  expect(costs(volume, [3_000n], [3_000n])).toEqual([1_500n]); // 3,000 × 0.005
  expect(costs(volume, [3_000n], [1_000n, 2_000n])).toEqual([500n, 1_000n]);
  expect(costs(volume, [3_000n], [500n])).toEqual([250n]); // not 500 × 0.01
});

test("across slices of a year it is their average", () => {
  // 1,000 × 0.01 + 3,000 × 0.005 = 25 for 4,000
  expect(costs(volume, [1_000n, 3_000n], [4_000n])).toEqual([2_500n]);
  expect(costs(volume, [1_000n, 3_000n], [400n])).toEqual([250n]);
});

test("at one price it is that price, whatever else was used; a plan that stops costs nothing", () => {
  expect(costs(perUnit("0.01"), [9_000n], [150n])).toEqual([150n]);
  expect(costs(null, [9_000n], [150n])).toEqual([0n]);
});
