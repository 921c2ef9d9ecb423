import { expect, test } from "vitest";
import { roundingOf } from "./rounding";

test.each<[string, bigint, bigint]>([
  ["kwd", 5_124n, -4n],
  ["kwd", 5_125n, 5n],
  ["kwd", 5_120n, 0n],
  ["kwd", -3_214n, 4n],
  ["kwd", -3_215n, -5n],
  ["bhd", 4n, -4n],
  ["jpy", 1_001n, 0n],
  ["usd", 1_999n, 0n],
  ["huf", 1_045n, 0n],
  ["isk", 5n, 0n],
])("%s: %s minor units are rounded by %s", (currency, total, rounding) => {
  expect(roundingOf(total, currency)).toBe(rounding);
});
