import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  explainPrice,
  mostUpTo,
  type PriceModel,
  perUnit,
  priceOf,
  singlePrice,
  type Tier,
} from "./pricing";
import { amountOf } from "./unit-price";

const none = { included: 0n, flat: 0n };
const tiers: Tier[] = [
  { upTo: 1_000n, unitPrice: "0.01", flat: 0n },
  { upTo: 5_000n, unitPrice: "0.008", flat: 500n },
  { upTo: null, unitPrice: "0.005", flat: 0n },
];
const graduated: PriceModel = { kind: "graduated", tiers, ...none };
const volume: PriceModel = { kind: "volume", tiers, ...none };
const packages: PriceModel = { kind: "package", size: 1_000n, price: 700n, ...none };

describe("figures worked out by hand", () => {
  test.each<[string, PriceModel, bigint, string, bigint]>([
    ["per unit: 25 × $0.0085 = $0.2125", perUnit("0.0085"), 25n, "usd", 21n],
    ["half a cent is rounded up", perUnit("0.005"), 1n, "usd", 1n],
    ["and just below it down", perUnit("0.00499"), 1n, "usd", 0n],
    ["yen have no decimals: 13 × ¥0.5 = ¥6.5", perUnit("0.5"), 13n, "jpy", 7n],
    ["dinars have three: 13 × KWD 0.0005 = 0.0065", perUnit("0.0005"), 13n, "kwd", 7n],
    ["graduated, in the first tier: 1,000 × 0.01", graduated, 1_000n, "usd", 1_000n],
    ["one into the second: 10 + 0.008 + 5", graduated, 1_001n, "usd", 1_501n],
    ["through the second: 10 + 4,000 × 0.008 + 5", graduated, 5_000n, "usd", 4_700n],
    ["into the third: 47 + 1,000 × 0.005", graduated, 6_000n, "usd", 5_200n],
    ["volume, in the first tier", volume, 1_000n, "usd", 1_000n],
    ["in the second, all of them: 1,001 × 0.008 + 5", volume, 1_001n, "usd", 1_301n],
    ["its end: 5,000 × 0.008 + 5", volume, 5_000n, "usd", 4_500n],
    ["the third, all of them: 5,001 × 0.005", volume, 5_001n, "usd", 2_501n],
    ["one begins a package", packages, 1n, "usd", 700n],
    ["a whole package", packages, 1_000n, "usd", 700n],
    ["the next one", packages, 1_001n, "usd", 1_400n],
  ])("%s", (_, model, quantity, currency, minor) => {
    expect(priceOf(model, quantity, currency)).toBe(minor);
  });

  test("tiers count what comes after the included units, and a fee is charged once", () => {
    const model: PriceModel = { ...graduated, included: 200n, flat: 300n };
    expect(priceOf(model, 200n, "usd")).toBe(300n); // included, and $3
    expect(priceOf(model, 1_200n, "usd")).toBe(1_300n); // 1,000 × 0.01 + 3
    expect(priceOf(model, 1_201n, "usd")).toBe(1_801n); // and 0.008 + 5 of the second tier
  });

  test("a sum is rounded once, not tier by tier", () => {
    // 0.004 + 0.004 = 0.008: a cent, where each tier by itself would be nothing.
    const thin = [1n, null].map((upTo): Tier => ({ upTo, unitPrice: "0.004", flat: 0n }));
    expect(priceOf({ kind: "graduated", tiers: thin, ...none }, 2n, "usd")).toBe(1n);
  });

  test("no use costs nothing, fees included", () => {
    for (const model of [perUnit("1"), graduated, volume, packages]) {
      const priced = { ...model, flat: 300n };
      expect(explainPrice(priced, 0n, "usd")).toMatchObject({ parts: [], amount: { minor: 0n } });
    }
  });
});

describe("an explanation", () => {
  test("tells each tier with its own numbers", () => {
    const told = explainPrice({ ...graduated, included: 200n, flat: 300n }, 1_700n, "usd");
    const parts = told.parts.map(({ what, range, quantity, unitPrice, flat, exact }) =>
      [what, range?.from, range?.to, quantity, unitPrice, flat.minor, exact].join(" "),
    );
    expect(parts).toEqual([
      "included 1 200 200 0 0 0",
      "units 201 1200 1000 0.01 0 10",
      "units 1201 1700 500 0.008 500 9",
      "fee   1 0 300 3",
    ]);
    expect(told).toMatchObject({ exact: "22", amount: { minor: 2_200n, currency: "usd" } });
  });

  test("tells packages by their number and price", () => {
    const [told] = explainPrice(packages, 2_500n, "usd").parts;
    expect(told).toMatchObject({ what: "packages", quantity: 3n, unitPrice: "7.00", exact: "21" });
  });

  test("tells the cliff of volume prices: where more costs less", () => {
    expect(explainPrice(volume, 4_000n, "usd")).toMatchObject({
      amount: { minor: 3_700n }, // 4,000 × 0.008 + 5
      cliff: { quantity: 5_001n, amount: { minor: 2_501n } },
    });
    expect(explainPrice(volume, 400n, "usd").cliff).toBeNull(); // $4 now, $13.01 over the edge
    expect(explainPrice(volume, 6_000n, "usd").cliff).toBeNull();
    expect(explainPrice(graduated, 4_000n, "usd").cliff).toBeNull();
    expect(mostUpTo(volume, 6_000n, "usd")).toBe(4_500n); // at the edge, not 3,000
  });
});

const price = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 6n }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, scale]) => {
    const text = `${digits}`.padStart(scale + 1, "0");
    return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
  });
const quantity = fc.bigInt({ min: 0n, max: 10n ** 7n });
const fee = fc.bigInt({ min: 0n, max: 10n ** 4n });
const currency = fc.constantFrom("usd", "jpy", "kwd");
const someTiers = fc
  .tuple(
    fc.uniqueArray(fc.bigInt({ min: 1n, max: 10n ** 6n }), { maxLength: 4 }),
    fc.array(fc.record({ unitPrice: price, flat: fee }), { minLength: 5, maxLength: 5 }),
  )
  .map(([ends, terms]): Tier[] => {
    const sorted: (bigint | null)[] = [...ends.sort((a, b) => (a < b ? -1 : 1)), null];
    return sorted.map((upTo, index) => ({
      upTo,
      ...(terms[index] ?? { unitPrice: "0", flat: 0n }),
    }));
  });
const tiered = (kind: "graduated" | "volume") =>
  fc.record({ kind: fc.constant(kind), tiers: someTiers, included: quantity, flat: fee });
const anyModel = fc.oneof(
  tiered("graduated"),
  tiered("volume"),
  fc.record({
    ...{ kind: fc.constant("package" as const), size: fc.bigInt({ min: 1n, max: 10n ** 5n }) },
    ...{ price: fee, included: quantity, flat: fee },
  }),
  fc.record({
    ...{ kind: fc.constant("per_unit" as const), unitPrice: price, included: quantity, flat: fee },
  }),
);

describe("for any prices", () => {
  test("the terms add up to the exact sum, and cover every unit once", () => {
    fc.assert(
      fc.property(anyModel, quantity, currency, (model, used, inCurrency) => {
        const { parts, exact, amount } = explainPrice(model, used, inCurrency);
        const ranges = parts.flatMap(({ range }) => range ?? []);
        let next = 1n;
        for (const { from, to } of ranges) {
          expect(from).toBe(next);
          next = to + 1n;
        }
        expect(next).toBe(used + 1n);
        const one = (text: string) => amountIn(text, 12n);
        const sum = parts.reduce((total, part) => total + one(part.exact), 0n);
        expect(sum).toBe(one(exact));
        for (const { quantity: count, unitPrice, flat, exact: told } of parts) {
          expect(one(told)).toBe(count * one(unitPrice) + flat.minor * minorIn(inCurrency));
        }
        expect(amount.minor).toBe((sum * 2n + minorIn(inCurrency)) / (minorIn(inCurrency) * 2n));
        expect(amount.minor).toBe(priceOf(model, used, inCurrency));
      }),
    );
  });

  test("more use never costs less, except over a cliff that was told", () => {
    fc.assert(
      fc.property(anyModel, quantity, quantity, currency, (model, a, b, inCurrency) => {
        const [few, many] = a < b ? [a, b] : [b, a];
        const before = priceOf(model, few, inCurrency);
        const after = priceOf(model, many, inCurrency);
        if (model.kind !== "volume") expect(after).toBeGreaterThanOrEqual(before);
        expect(mostUpTo(model, many, inCurrency)).toBeGreaterThanOrEqual(before);
        const next = priceOf(model, few + 1n, inCurrency);
        if (next < before) {
          const { cliff } = explainPrice(model, few, inCurrency);
          expect(cliff).toEqual({
            quantity: few + 1n,
            amount: { minor: next, currency: inCurrency },
          });
        }
      }),
    );
  });

  test("per unit is graduated and volume with one tier, and a package of one", () => {
    fc.assert(
      fc.property(price, quantity, currency, (unitPrice, used, inCurrency) => {
        const one: Tier[] = [{ upTo: null, unitPrice, flat: 0n }];
        const { minor } = amountOf({ quantity: used, unitPrice, currency: inCurrency });
        expect(priceOf(perUnit(unitPrice), used, inCurrency)).toBe(minor);
        expect(priceOf({ kind: "graduated", tiers: one, ...none }, used, inCurrency)).toBe(minor);
        expect(priceOf({ kind: "volume", tiers: one, ...none }, used, inCurrency)).toBe(minor);
      }),
    );
    const single: PriceModel = { kind: "package", size: 1n, price: 3n, ...none };
    expect(priceOf(single, 7n, "usd")).toBe(priceOf(perUnit("0.03"), 7n, "usd"));
  });

  test("graduated is continuous: without fees a unit never adds more than the dearest tier's price", () => {
    fc.assert(
      fc.property(someTiers, quantity, currency, (some, used, inCurrency) => {
        const free = some.map((tier) => ({ ...tier, flat: 0n }));
        const model: PriceModel = { kind: "graduated", tiers: free, ...none };
        const added = priceOf(model, used + 1n, inCurrency) - priceOf(model, used, inCurrency);
        const dearest = free
          .map(({ unitPrice }) => amountIn(unitPrice, 12n))
          .reduce((most, one) => (one > most ? one : most), 0n);
        // Rounded up, because where the sum was rounded down before it may be rounded up now.
        expect(added).toBeLessThanOrEqual(dearest / minorIn(inCurrency) + 1n);
      }),
    );
  });
});

test("only what has one price for every unit says so", () => {
  expect(singlePrice(perUnit("0.01"))).toBe("0.01");
  expect(singlePrice({ ...perUnit("0.01"), included: 1n })).toBeNull();
  expect(singlePrice({ ...perUnit("0.01"), flat: 1n })).toBeNull();
  expect(singlePrice(packages)).toBeNull();
});

/** A decimal as a whole number of its n-th place, by its digits. */
function amountIn(text: string, places: bigint): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(Number(places), "0"));
}

/** How many of the twelfth decimal of the major unit a minor one has. */
function minorIn(inCurrency: string): bigint {
  return { usd: 10n ** 10n, jpy: 10n ** 12n, kwd: 10n ** 9n }[inCurrency] ?? 0n;
}
