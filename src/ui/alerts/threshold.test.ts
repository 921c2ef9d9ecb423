import fc from "fast-check";
import { expect, test } from "vitest";
import { kinds } from "./data";
import { parseThreshold, thresholdText } from "./threshold";

test.each([
  ["1000", "balance", 1_000n],
  [" 75 ", "usage", 75n],
  ["101", "usage", null],
  ["0", "balance", null],
  ["1", "spike", null],
  ["2.5", "run_out", null],
  ["-5", "balance", null],
  ["", "balance", null],
  ["1e3", "balance", null],
  ["12.5", "spend", 1_250n],
  ["12,50", "spend", 1_250n],
  ["12.505", "spend", null],
  ["", "invoice", 0n],
] as const)("%j as a threshold of %s is %s", (typed, kind, threshold) => {
  expect(parseThreshold(typed, kind, "usd")).toBe(threshold);
});

test("money is typed with as many decimals as its currency has", () => {
  expect(parseThreshold("5000", "spend", "jpy")).toBe(5_000n);
  expect(parseThreshold("50.5", "spend", "jpy")).toBeNull();
  expect(parseThreshold("1.234", "spend", "kwd")).toBe(1_234n);
});

test("what a form shows is read as what it was", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds.slice(0, 5)),
      fc.bigInt(2n, 90n),
      fc.constantFrom("usd", "jpy", "kwd"),
      (kind, threshold, currency) => {
        const text = thresholdText({ kind, threshold }, currency);
        expect(parseThreshold(text, kind, currency)).toBe(threshold);
      },
    ),
  );
});
