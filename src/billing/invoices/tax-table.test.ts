import { expect, test } from "vitest";
import { taxesOf } from "./tax-table";

const table = {
  ...{ home: "DE", whereUnknown: "untaxed" as const, rates: [] },
  unions: [{ name: "VAT", members: { DE: "DE", FR: "FR" } }],
};

test.each([
  ["FR 12 345 678 901", true],
  ["FR", false],
  ["F-R", false],
  ["12345678901", false],
])("%s of a buyer in France makes it theirs to account for: %s", (taxId, isTheirs) => {
  const spans = taxesOf(table, { country: "FR", region: null, taxId });
  expect(spans.some(({ rule }) => rule?.reverseCharge)).toBe(isTheirs);
});
