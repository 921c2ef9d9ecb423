import { expect, test } from "vitest";
import { decimalsOf } from "@/lib/money";
import { minimumCharge, processorMinimum } from "./minimum";

test("the processor's own list holds where the catalogue asks for no more", () => {
  const own = new Map([["usd", 500n]]);
  expect(minimumCharge("usd", own)).toBe(500n);
  expect(minimumCharge("eur", own)).toBe(50n);
  expect(minimumCharge("jpy", own)).toBe(50n);
});

test("a forint has cents on paper, so its 175 are 17,500", () => {
  expect(processorMinimum("huf")).toBe(17_500n);
});

test("a currency of three decimals takes whole tens only", () => {
  for (const currency of ["bhd", "jod", "kwd", "omr"]) {
    expect(decimalsOf(currency)).toBe(3);
    expect(processorMinimum(currency) % 10n).toBe(0n);
    expect(processorMinimum(currency)).toBeGreaterThan(0n);
  }
});

test("of a currency nobody lists any amount is sent", () => {
  expect(minimumCharge("isk", new Map())).toBe(0n);
});
