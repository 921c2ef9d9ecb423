import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CatalogInput, defineCatalog } from "./catalog";
import { offersOf, type PlanOffer, planVersionFingerprint } from "./plan-offers";

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

const billed = { policy: "bill" as const, unitPrice: "0.01" };
type Model = NonNullable<Extract<PlanInput["overage"], { policy: "bill" }>["model"]>;
const modelled = (model: Model): Partial<PlanInput> => ({ overage: { policy: "bill", model } });
const first = { upTo: 10n, unitPrice: "0.01" };
const last = { upTo: null, unitPrice: "0.009" };
const tiers = [first, last];

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
      modelled({ kind: "per_unit", unitPrice: "0.01" }),
      { prices: { eur: 8_900n }, overage: { ...billed, prices: { eur: "0.009" } } },
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
      modelled({ kind: "per_unit", unitPrice: "0.01", included: 1n }),
      modelled({ kind: "per_unit", unitPrice: "0.01", flat: 1n }),
      modelled({ kind: "package", size: 10n, price: 1n }),
      modelled({ kind: "package", size: 1n, price: 10n }),
      modelled({ kind: "graduated", tiers }),
      modelled({ kind: "volume", tiers }),
      modelled({ kind: "volume", tiers: [{ ...first, flat: 1n }, last] }),
      modelled({ kind: "volume", tiers: [{ ...first, upTo: 11n }, last] }),
      modelled({ kind: "volume", tiers: [last] }),
    ];
    expect(new Set(changes.map(version)).size).toBe(changes.length);
  });

  test("is made for each currency, with that currency's own prices", () => {
    const model = { kind: "package", size: 1_000n, price: 1_500n } as const;
    const { plans } = defineCatalog({
      ...{ features, packs: [] },
      plans: [
        {
          ...{ ...pro, prices: { eur: 8_900n, jpy: 15_000n } },
          overage: { ...billed, prices: { eur: "0.0090", jpy: model }, cap: 5n },
        },
      ],
    });
    const terms = plans.flatMap(offersOf).map(({ currency, price, overage }) => {
      return [currency, price, overage];
    });
    const none = { included: 0n, flat: 0n };
    const each = { policy: "bill", cap: 5n };
    expect(terms).toEqual([
      ["usd", 9_900n, { ...each, model: { kind: "per_unit", unitPrice: "0.01", ...none } }],
      ["eur", 8_900n, { ...each, model: { kind: "per_unit", unitPrice: "0.009", ...none } }],
      ["jpy", 15_000n, { ...each, model: { ...model, ...none } }],
    ]);
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

function checked(input: PlanInput): PlanOffer {
  const { plans } = defineCatalog({ features, plans: [input], packs: [] });
  const [found] = plans.flatMap(offersOf);
  if (!found) throw new Error("The catalogue lost its plan.");
  return found;
}

function version(change: Partial<PlanInput>): string {
  return planVersionFingerprint(checked({ ...pro, ...change }));
}
