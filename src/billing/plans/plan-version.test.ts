import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CatalogInput,
  type CatalogPlan,
  defineCatalog,
  planVersionFingerprint,
} from "./catalog";

type PlanInput = CatalogInput["plans"][number];

const pro: PlanInput = {
  code: "pro",
  name: "Pro",
  currency: "usd",
  price: 9_900n,
  interval: "month",
  allowance: 20_000n,
  overage: { policy: "bill", unitPrice: "0.01" },
  features: "all",
};

const features = [
  { code: "api_call", name: "API call", creditsPerUnit: 1n },
  { code: "image", name: "Image", creditsPerUnit: 5n },
];

describe("a plan version", () => {
  const base = checked(pro);

  test("is the same when applied again, renamed, or spelt differently", () => {
    const same: Partial<PlanInput>[] = [
      {},
      { name: "Professional" },
      { overage: { unitPrice: "0.010", policy: "bill", cap: null } },
    ];
    for (const change of same) expect(version(change)).toBe(planVersionFingerprint(base));
    expect(version({ features: ["api_call", "image"] })).toBe(
      version({ features: ["image", "api_call"] }),
    );
  });

  test("is another for every term that changes", () => {
    const changes: Partial<PlanInput>[] = [
      {},
      { price: 9_901n },
      { currency: "eur" },
      { allowance: 20_001n },
      { interval: "year" },
      { interval: "year", drip: "month" },
      { overage: { policy: "block" } },
      { overage: { policy: "bill", unitPrice: "0.011" } },
      { overage: { policy: "bill", unitPrice: "0.01", cap: 1n } },
      { rollover: { max: 1n } },
      { rollover: { max: 2n } },
      { features: ["api_call"] },
      { features: ["api_call", "image"] },
      { trial: { days: 14, allowance: 100n } },
      { trial: { days: 14, allowance: 1n } },
      { trial: { days: 7, allowance: 100n } },
    ];
    expect(new Set(changes.map(version)).size).toBe(changes.length);
  });

  test("never shares its fingerprint with other amounts", () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 6n });
    fc.assert(
      fc.property(amount, amount, amount, amount, (price, allowance, price2, allowance2) => {
        const same = price === price2 && allowance === allowance2;
        const [a, b] = [
          version({ price, allowance }),
          version({ price: price2, allowance: allowance2 }),
        ];
        expect(a === b).toBe(same);
      }),
      { numRuns: 200 },
    );
  });

  test("keeps the fingerprint it was stored under", () => {
    expect(planVersionFingerprint(base)).toBe(
      "1b45319042b51949c19891432deab5a507fe2f1dc3cfe4f391eab6b9f15ab8f0",
    );
  });
});

function checked(input: PlanInput): CatalogPlan {
  const [found] = defineCatalog({ features, plans: [input], packs: [] }).plans;
  if (!found) throw new Error("The catalogue lost its plan.");
  return found;
}

function version(change: Partial<PlanInput>): string {
  return planVersionFingerprint(checked({ ...pro, ...change }));
}
