import { expect, test } from "vitest";
import { suggestedThreshold } from "./top-up-suggestion";

test("two days of use, rounded up to two figures", () => {
  expect(suggestedThreshold(700)).toBe(1_400n);
  expect(suggestedThreshold(651.2)).toBe(1_400n); // 1,302.4
  expect(suggestedThreshold(3.2)).toBe(7n);
  expect(suggestedThreshold(49_999)).toBe(100_000n); // 99,998
});

test("nothing is suggested where the pace is not known, or nothing is used", () => {
  expect(suggestedThreshold(null)).toBeNull();
  expect(suggestedThreshold(0)).toBeNull();
});
