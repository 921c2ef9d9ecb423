import { expect, test } from "vitest";
import { parseAmount } from "./custom-amount";

const bounds = { min: 500n, max: 200_000n };

test("a number of credits is read as people write it", () => {
  const written = ["1234", "1,234", "1.234", "1 234", "1\u202f234", "1’234", " 1234 "];
  expect(written.map((typed) => parseAmount(typed, bounds))).toEqual(
    written.map(() => ({ credits: 1_234n })),
  );
  expect(parseAmount("123,456", bounds)).toEqual({ credits: 123_456n });
  expect(parseAmount("500", bounds)).toEqual({ credits: 500n });
  expect(parseAmount("200.000", bounds)).toEqual({ credits: 200_000n });
});

test("what is no such number says what is wrong with it", () => {
  const bad = (typed: string) => parseAmount(typed, bounds);
  expect(bad("  ")).toEqual({ bad: "empty" });
  for (const typed of ["ten", "1.5", "1,23", "-700", "1e3", "700 credits", "1,234.567"]) {
    expect(bad(typed), typed).toEqual({ bad: "whole" });
  }
  expect(bad("499")).toEqual({ bad: "few" });
  expect(bad("0")).toEqual({ bad: "few" });
  expect(bad("200001")).toEqual({ bad: "many" });
  expect(bad("9".repeat(400))).toEqual({ bad: "many" });
});
