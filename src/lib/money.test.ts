import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  cumulativePart,
  decimalsOf,
  formatMoney,
  isCurrency,
  isZero,
  money,
  negate,
  part,
  share,
  spread,
  subtract,
} from "./money";

const amount = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });

describe("sums", () => {
  test("amounts of one currency add and subtract exactly", () => {
    expect(add(money(1999n, "usd"), money(1n, "usd"))).toEqual({ minor: 2000n, currency: "usd" });
    expect(subtract(money(0n, "usd"), money(5n, "usd"))).toEqual(negate(money(5n, "usd")));
    expect(isZero(subtract(money(7n, "jpy"), money(7n, "jpy")))).toBe(true);
    expect(isZero(money(-1n, "jpy"))).toBe(false);
  });

  test("two currencies never mix", () => {
    expect(() => add(money(1n, "usd"), money(1n, "eur"))).toThrow("do not mix");
    expect(() => subtract(money(1n, "usd"), money(1n, "jpy"))).toThrow("do not mix");
  });
});

describe("currencies", () => {
  test("have the decimals ISO 4217 gives them", () => {
    expect(["usd", "eur", "jpy", "krw", "kwd", "bhd"].map(decimalsOf)).toEqual([2, 2, 0, 0, 3, 3]);
  });

  test("with other than two decimals are these, every one", () => {
    const listed = Intl.supportedValuesOf("currency").map((code) => code.toLowerCase());
    const of = (decimals: number) =>
      listed.filter((code) => isCurrency(code) && decimalsOf(code) === decimals).join(" ");
    expect(of(0)).toBe("bif clp djf gnf isk jpy kmf krw pyg rwf ugx vnd vuv xaf xof xpf");
    expect(of(3)).toBe("bhd iqd jod kwd lyd omr tnd");
    expect(of(2).split(" ").length).toBeGreaterThan(130);
  });

  test("are written in lower case and are money", () => {
    expect(["USD", "us", "credit", "xau", "xxx", "clf", "", "dem"].filter(isCurrency)).toEqual([]);
    expect(() => money(1n, "USD")).toThrow("lower case");
    expect(() => decimalsOf("credit")).toThrow("lower case");
  });
});

describe("a part", () => {
  test("is rounded half-up on the magnitude, then signed", () => {
    // 5 ∕ 2 = 2.5, 7 ∕ 3 = 2.33, 8 ∕ 3 = 2.67
    expect([part(5n, 1n, 2n), part(7n, 1n, 3n), part(8n, 1n, 3n)]).toEqual([3n, 2n, 3n]);
    expect([part(-5n, 1n, 2n), part(5n, -1n, 2n), part(-5n, -1n, 2n)]).toEqual([-3n, -3n, 3n]);
  });

  test("of $5 and $20 for 29 of 30 days is $4.83 and $19.33", () => {
    expect(share(money(500n, "usd"), 29n, 30n)).toEqual(money(483n, "usd"));
    expect(share(money(2000n, "usd"), 29n, 30n)).toEqual(money(1933n, "usd"));
  });

  test("of nothing does not exist", () => {
    expect(() => part(1n, 1n, 0n)).toThrow("a part is of something");
    expect(() => part(1n, 1n, -2n)).toThrow("a part is of something");
  });

  test("is never more than half a unit from the exact value", () => {
    const positive = fc.bigInt({ min: 1n, max: 10n ** 9n });
    fc.assert(
      fc.property(amount, fc.bigInt({ min: 0n, max: 10n ** 9n }), positive, (whole, n, d) => {
        const twiceOff = 2n * (part(whole, n, d) * d - whole * n);
        expect(-d <= twiceOff && twiceOff <= d).toBe(true);
        expect(part(-whole, n, d)).toBe(-part(whole, n, d));
      }),
      { numRuns: 200 },
    );
  });
});

describe("slices of a total", () => {
  test("$990.00 in twelve are $82.50 each; $10.00 in three are 3.33, 3.34, 3.33", () => {
    const twelve = Array.from({ length: 12 }, (_, k) =>
      cumulativePart(99_000n, BigInt(k) + 1n, 12n),
    );
    expect(new Set(twelve)).toEqual(new Set([8_250n]));
    // half-up(333.33) = 333, half-up(666.67) = 667, 1000
    expect([1n, 2n, 3n].map((k) => cumulativePart(1000n, k, 3n))).toEqual([333n, 334n, 333n]);
  });

  test("are numbered from 1 to n", () => {
    expect(() => cumulativePart(10n, 0n, 3n)).toThrow("numbered");
    expect(() => cumulativePart(10n, 4n, 3n)).toThrow("numbered");
  });

  test("add up to the total and differ by one unit at most", () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 60 }), (total, n) => {
        const slices = Array.from({ length: n }, (_, k) =>
          cumulativePart(total, BigInt(k) + 1n, BigInt(n)),
        );
        expect(slices.reduce((sum, one) => sum + one, 0n)).toBe(total);
        const sorted = slices.toSorted((a, b) => Number(a - b));
        expect((sorted.at(-1) ?? 0n) - (sorted[0] ?? 0n)).toBeLessThanOrEqual(1n);
      }),
      { numRuns: 200 },
    );
  });
});

describe("spreading", () => {
  test("gives what is missing to the largest remainders, the earlier first", () => {
    // 100 by 1:1:1 is 33.33 each: the first takes the cent left over.
    expect(spread({ total: 100n, weights: [1n, 1n, 1n] })).toEqual([34n, 33n, 33n]);
    // 10 by 1:2:4 is 1.43, 2.86, 5.71: the remainders .86 and .71 are raised.
    expect(spread({ total: 10n, weights: [1n, 2n, 4n] })).toEqual([1n, 3n, 6n]);
    expect(spread({ total: -10n, weights: [1n, 2n, 4n] })).toEqual([-1n, -3n, -6n]);
  });

  test("nothing over nothing is nothing; something over nothing is a bug", () => {
    expect(spread({ total: 0n, weights: [0n, 0n] })).toEqual([0n, 0n]);
    expect(() => spread({ total: 1n, weights: [0n] })).toThrow("somewhere to go");
    expect(() => spread({ total: 1n, weights: [2n, -1n] })).toThrow("not negative");
  });

  test("keeps the sum, stays within one unit of each exact share, and gives zero weights nothing", () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(amount, weights, (total, given) => {
        const sum = given.reduce((whole, one) => whole + one, 0n);
        fc.pre(sum > 0n);
        const parts = spread({ total, weights: given });
        expect(parts.reduce((whole, one) => whole + one, 0n)).toBe(total);
        for (const [index, weight] of given.entries()) {
          const off = (parts[index] ?? 0n) * sum - total * weight;
          expect(-sum < off && off < sum).toBe(true);
          if (weight === 0n) expect(parts[index]).toBe(0n);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("formatting", () => {
  test("prints every currency with its own decimals", () => {
    expect(formatMoney(money(14_900n, "usd"), "en-US")).toBe("$149.00");
    expect(formatMoney(money(-1n, "usd"), "en-US")).toBe("-$0.01");
    expect(formatMoney(money(1_500n, "jpy"), "en-US")).toBe("¥1,500");
    expect(formatMoney(money(1_500n, "kwd"), "en-US")).toBe("KWD\u00a01.500");
    // CLDR would show the forint without decimals; ISO and the books have two.
    expect(formatMoney(money(12_345n, "huf"), "en-US")).toBe("HUF\u00a0123.45");
    expect(formatMoney(money(123_456n, "eur"), "de-DE")).toBe("1.234,56\u00a0€");
  });

  test("is exact beyond what a float holds", () => {
    const huge = money(9_223_372_036_854_775_807n, "usd");
    expect(formatMoney(huge, "en-US")).toBe("$92,233,720,368,547,758.07");
  });
});
