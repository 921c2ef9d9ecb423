import { expect, test } from "vitest";
import { fromStripe, rateOf, toStripe } from "./amounts";

test.each([
  ["usd", 2_900n, 2_900],
  ["jpy", 500n, 500],
  ["kwd", 5_120n, 5_120],
  ["isk", 5n, 500],
  ["ugx", -40n, -4_000],
])("%s: %d of ours are %d of Stripe's, and back", (currency, minor, amount) => {
  expect(toStripe(minor, currency)).toBe(amount);
  expect(fromStripe(amount, currency)).toBe(minor);
});

test("a fee of three and a half krónur is four", () => {
  expect(fromStripe(350, "isk")).toBe(4n);
});

test("an amount no number holds exactly is refused, not rounded", () => {
  expect(() => toStripe(2n ** 53n, "usd")).toThrow("cannot take");
});

test("a small rate is written out", () => {
  expect([rateOf(1.08435), rateOf(0.0000125)]).toEqual(["1.08435", "0.0000125"]);
});
