import { expect, test } from "vitest";
import { limited, type Sheet } from "./sheet";

const line = { what: "Pro plan", notes: ["January"], quantity: "1", unitPrice: "$9", amount: "$9" };

function sheet(lines: Sheet["groups"][number]["lines"]): Sheet {
  const party = { label: "From", name: "Seller", lines: [] };
  return {
    ...{ language: "en", title: "Invoice", number: "INV-000001", issuedAt: new Date(0) },
    ...{ seller: party, buyer: party, facts: [], taxes: null, footer: null },
    columns: { what: "For", quantity: "Quantity", unitPrice: "Unit price", amount: "Amount" },
    groups: [{ heading: null, lines }],
    totals: [{ label: "Total", value: "$9", strong: true }],
    notes: ["Last."],
    ...{ pageOf: "{page} of {pages}", moreLines: "{lines} more lines" },
  };
}

test("nobody can make a document without end: what is not printed is counted and said", () => {
  const { groups, notes, totals } = limited(sheet(Array.from({ length: 5_000 }, () => line)));
  expect(groups.flatMap((group) => group.lines)).toHaveLength(2_000);
  expect(notes).toEqual(["3000 more lines", "Last."]);
  expect(totals).toEqual(sheet([]).totals);
});

test("a text of 50,000 characters is cut, and texts that break anywhere count three times", () => {
  const [long] = limited(sheet([{ ...line, what: "x".repeat(50_000) }])).groups;
  expect(long?.lines[0]?.what).toBe(`${"x".repeat(2_000)}…`);
  // 60,000 in all: 30 texts of 2,000 letters and no notes, but 10 of as many Chinese characters.
  const kept = (what: string) => {
    const lines = Array.from({ length: 40 }, () => ({ ...line, what, notes: [] }));
    return limited(sheet(lines)).groups.flatMap((group) => group.lines).length;
  };
  expect([kept("x".repeat(2_000)), kept("\u6f22".repeat(2_000))]).toEqual([30, 10]);
});
