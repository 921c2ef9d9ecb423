import { expect, test } from "vitest";
import type { Sheet } from "./sheet";
import { differencesOf } from "./sheet-difference";

const sheet: Sheet = {
  ...{ language: "en", title: "Invoice", number: "INV-000001", issuedAt: new Date(0) },
  seller: { label: "Seller", name: "Tallybook", lines: ["1 Ledger Lane"] },
  buyer: { label: "Buyer", name: "Ada", lines: ["Old Street 1", "Berlin"] },
  facts: [{ label: "Currency", value: "USD" }],
  columns: { what: "What", quantity: "Quantity", unitPrice: "Unit price", amount: "Amount" },
  groups: [
    {
      heading: "Pro",
      lines: [1, 2].map(() => ({
        ...{ what: "Plan", notes: [], quantity: "1", unitPrice: "$9.00", amount: "$9.00" },
      })),
    },
  ],
  totals: [{ label: "Total", value: "$18.00", strong: true }],
  ...{ taxes: null, notes: [], footer: null, pageOf: "", moreLines: "" },
};

test("a document that says the same has no difference", () => {
  expect(differencesOf(sheet, structuredClone(sheet))).toEqual([]);
});

test("lines that changed are told by part, with what stands and what would", () => {
  const moved = { ...sheet, buyer: { ...sheet.buyer, lines: ["New Street 2", "Berlin"] } };
  expect(differencesOf(sheet, moved)).toEqual([
    { part: "buyer", kept: ["Old Street 1"], other: ["New Street 2"] },
  ]);
});

test("one of two equal lines that is missing is a difference", () => {
  const [group] = sheet.groups;
  const short = { ...sheet, groups: [{ heading: "Pro", lines: group?.lines.slice(1) ?? [] }] };
  expect(differencesOf(sheet, short)).toEqual([
    { part: "lines", kept: ["Plan · 1 · $9.00 · $9.00"], other: [] },
  ]);
});
