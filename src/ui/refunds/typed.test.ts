import { expect, test } from "vitest";
import { parseMoney } from "./typed";

test.each([
  ["60", "usd", 6_000n],
  ["60.5", "usd", 6_050n],
  [" 33,33 ", "eur", 3_333n],
  ["500", "jpy", 500n],
  ["1.234", "bhd", 1_234n],
])("%s of %s is %s in its smallest unit", (typed, currency, minor) => {
  expect(parseMoney(typed, currency)).toBe(minor);
});

test.each([
  ["", "usd"],
  ["0", "usd"],
  ["-5", "usd"],
  ["1.005", "usd"],
  ["5.5", "jpy"],
  ["1,000.00", "usd"],
  ["1e3", "usd"],
])("%s of %s is no amount", (typed, currency) => {
  expect(parseMoney(typed, currency)).toBeNull();
});
