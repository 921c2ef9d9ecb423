import { expect, test } from "vitest";
import type { PreviewData, PreviewLine } from "./data";
import { differencesOf } from "./difference";

const usd = (minor: bigint) => ({ minor, currency: "usd" });
const at = new Date("2026-04-16T00:00:00Z");
const end = new Date("2026-05-01T00:00:00Z");

function line(kind: string, minor: bigint, facts: PreviewLine["facts"] = null): PreviewLine {
  const when = { periodStart: at, periodEnd: end };
  return { kind, plan: null, description: kind, ...when, amount: usd(minor), facts };
}

const credit = (minor: bigint, left: bigint) =>
  line("proration_credit", minor, {
    ...{ kind: "proration_credit", plan: "Pro", by: "time", unit: "day", left, total: 30n },
    ...{ unused: 20_000n, granted: 20_000n },
  } as PreviewLine["facts"]);

/** Pro to Scale half-way (BOOKS B17): −49.50 + 249.50. */
const shown: PreviewData = {
  ...{ quoteId: "a", effectiveAt: at, expiresAt: end, outcome: "awaiting_payment" },
  money: {
    lines: [credit(-4_950n, 15n), line("proration_charge", 24_950n)],
    ...{ subtotal: usd(20_000n), tax: usd(0n), total: usd(20_000n), creditApplied: usd(0n) },
    ...{ carriedIn: usd(0n), carriedOn: usd(0n) },
    ...{ creditKept: usd(0n), dueNow: usd(20_000n), onDraft: false },
    ...{ nextInvoice: usd(49_900n), nextInvoiceAt: end },
  },
  credits: {
    movements: [
      { kind: "taken_back", credits: 10_000n, grantId: "g", at, expiresAt: end },
      { kind: "granted", credits: 60_000n, grantId: "n", at, expiresAt: end },
    ],
    ...{ before: 12_000n, after: 62_000n, shortfall: 0n },
  },
};

test("the same figures in another quote, a minute later, are no difference", () => {
  const later = new Date("2026-04-16T00:01:00Z");
  const [back, charge] = shown.money.lines;
  // The part in words is of its instant; what it comes to is what counts.
  const lines = [credit(back?.amount.minor ?? 0n, 14n), charge as PreviewLine];
  const fresh = { ...shown, quoteId: "b", effectiveAt: later, expiresAt: later };
  expect(differencesOf(shown, { ...fresh, money: { ...shown.money, lines } })).toEqual([]);
});

test("7,000 more were used: less comes back, and each figure of it is told once", () => {
  const fresh: PreviewData = {
    ...shown,
    money: {
      ...shown.money,
      lines: [credit(-2_475n, 15n), line("proration_charge", 24_950n)],
      ...{ total: usd(22_475n), dueNow: usd(22_475n) },
    },
    credits: {
      movements: [
        { kind: "taken_back", credits: 3_000n, grantId: "g", at, expiresAt: end },
        { kind: "taken_back", credits: 2_000n, grantId: "h", at, expiresAt: end },
        { kind: "granted", credits: 60_000n, grantId: "n", at, expiresAt: end },
      ],
      ...{ before: 5_000n, after: 60_000n, shortfall: 0n },
    },
  };
  expect(differencesOf(shown, fresh)).toEqual([
    { of: "line", line: credit(-2_475n, 15n), was: usd(-4_950n), is: usd(-2_475n) },
    { of: "money", figure: "total", was: usd(20_000n), is: usd(22_475n) },
    { of: "money", figure: "dueNow", was: usd(20_000n), is: usd(22_475n) },
    { of: "credits", figure: "before", was: 12_000n, is: 5_000n },
    { of: "credits", figure: "taken_back", was: 10_000n, is: 5_000n },
    { of: "credits", figure: "after", was: 62_000n, is: 60_000n },
  ]);
});

test("a line that came, one that went, and two of a name are told apart", () => {
  const tax = line("tax", 3_800n, {
    kind: "tax",
    name: "VAT",
    ratePpm: 190_000n,
    reverseCharge: false,
  });
  const [first, second] = [line("overage", 100n), line("overage", 200n)];
  const money = (lines: PreviewLine[]) => ({ ...shown, money: { ...shown.money, lines } });
  expect(differencesOf(money([first, second]), money([first, line("overage", 250n), tax]))).toEqual(
    [
      { of: "line", line: line("overage", 250n), was: usd(200n), is: usd(250n) },
      { of: "line", line: tax, was: null, is: usd(3_800n) },
    ],
  );
  expect(differencesOf(money([tax]), money([]))).toEqual([
    { of: "line", line: tax, was: usd(3_800n), is: null },
  ]);
});

test("another day, and another way of happening, are told before any figure", () => {
  const scheduled: PreviewData = { ...shown, outcome: "scheduled", effectiveAt: end };
  const next = new Date("2026-06-01T00:00:00Z");
  const fresh = { ...scheduled, effectiveAt: next, money: { ...shown.money, nextInvoiceAt: next } };
  expect(differencesOf(scheduled, fresh)).toEqual([
    { of: "time", figure: "effectiveAt", was: end, is: next },
    { of: "time", figure: "nextInvoiceAt", was: end, is: next },
  ]);
  expect(differencesOf(shown, scheduled)[0]).toEqual({
    ...{ of: "outcome", was: "awaiting_payment", is: "scheduled" },
  });
});
