import { expect, test } from "vitest";
import { isPercent, percentOf, ppmOf } from "./percent";

test("a percentage is a whole number of parts per million", () => {
  expect(ppmOf("19")).toBe(190_000n);
  expect(ppmOf("8.875")).toBe(88_750n);
  expect(ppmOf("0.0001")).toBe(1n);
  expect(["100", "19", "8.875", "0.5"].map((text) => percentOf(ppmOf(text)))).toEqual([
    ...["100", "19", "8.875", "0.5"],
  ]);
});

test("more than all, five decimals, signs and other spellings are none", () => {
  expect(["100.0001", "1.00001", "-1", "+1", "1e1", "01", "", "."].filter(isPercent)).toEqual([]);
});
