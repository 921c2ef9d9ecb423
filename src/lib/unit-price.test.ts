import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { money } from "@/lib/money";
import { amountOf, canonicalUnitPrice, exactProduct, isUnitPrice } from "./unit-price";

describe("an amount", () => {
  test.each([
    [5_000n, "0.01", "usd", 5_000n], // $50.00
    [5_000n, "0.008", "usd", 4_000n], // $40.00
    [1n, "99", "usd", 9_900n],
    [0n, "0.01", "usd", 0n],
    [1n, "0.0085", "usd", 1n], // 0.85 of a cent
    [1n, "0.0049", "usd", 0n],
    [1n, "0.005", "usd", 1n], // exactly half goes up
    [-1n, "0.005", "usd", -1n], // by magnitude
    [3n, "0.005", "usd", 2n], // 1.5 cents, rounded once, not three times
    [150n, "0.01", "jpy", 2n], // ¥1.5
    [149n, "0.01", "jpy", 1n],
    [5_000n, "0.008", "kwd", 40_000n], // KWD 40.000
    [1n, "0.0005", "kwd", 1n], // half a fils
    [9_223_372_036_854_775_807n, "0.01", "usd", 9_223_372_036_854_775_807n],
  ])("of %s × %s %s is %s minor units", (quantity, unitPrice, currency, minor) => {
    expect(amountOf({ quantity, unitPrice, currency })).toEqual(money(minor, currency));
  });

  test("is within half a minor unit of the exact one, whatever the decimals", () => {
    const quantity = fc.bigInt({ min: 0n, max: 10n ** 12n });
    const digits = fc.bigInt({ min: 0n, max: 10n ** 9n });
    const scale = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(quantity, digits, scale, (count, raw, places) => {
        const unitPrice = decimal(raw, places);
        const { minor } = amountOf({ quantity: count, unitPrice, currency: "usd" });
        const unit = 10n ** BigInt(places);
        const twiceOff = 2n * (minor * unit - count * raw * 100n);
        expect(-unit < twiceOff && twiceOff <= unit).toBe(true);
        const rewritten = canonicalUnitPrice(unitPrice);
        expect(amountOf({ quantity: count, unitPrice: rewritten, currency: "usd" }).minor).toBe(
          minor,
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe("a unit price", () => {
  test("is a plain decimal", () => {
    const good = ["0", "0.01", "0.0085", "99", "99.00", "123456789012.123456789012"];
    expect(good.filter(isUnitPrice)).toEqual(good);
  });

  test.each([
    "",
    "-1",
    "+1",
    "1e3",
    ".5",
    "5.",
    "01",
    "0x1",
    "NaN",
    "Infinity",
    "1,5",
    " 1",
    "1\n",
  ])("is not %j", (text) => {
    expect(isUnitPrice(text)).toBe(false);
    expect(() => amountOf({ quantity: 1n, unitPrice: text, currency: "usd" })).toThrow("decimal");
  });

  test("is not written in other digits, nor in endless ones", () => {
    expect(["١٢", "９", "1".repeat(13), `0.${"1".repeat(13)}`].filter(isUnitPrice)).toEqual([]);
  });

  test("has one spelling", () => {
    const spelt = ["0.010", "0.01", "10", "10.0", "100.50", "0.0", "0"].map(canonicalUnitPrice);
    expect(spelt).toEqual(["0.01", "0.01", "10", "10", "100.5", "0", "0"]);
  });
});

function decimal(digits: bigint, places: number): string {
  const padded = digits.toString().padStart(places + 1, "0");
  return `${padded.slice(0, -places)}.${padded.slice(-places)}`;
}

test.each([
  [5_000n, "0.01", "50"],
  [3n, "0.005", "0.015"],
  [1n, "99.00", "99"],
  [0n, "0.01", "0"],
  [-1n, "0.0085", "-0.0085"],
  [12n, "7", "84"],
])("%s × %s is exactly %s", (quantity, unitPrice, product) => {
  expect(exactProduct({ quantity, unitPrice })).toBe(product);
});
