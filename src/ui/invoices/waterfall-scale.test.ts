import { expect, test } from "vitest";
import type { ComparedDocument, Comparison } from "./data";
import { waterfallOf } from "./waterfall-scale";

const usd = (minor: bigint) => ({ minor, currency: "usd" });
const document = (minor: bigint): ComparedDocument => ({
  ...{ id: "i", number: "INV-1", document: "invoice", status: "paid", date: new Date(0) },
  ...{ total: usd(minor), creditApplied: usd(0n), owed: usd(minor) },
});
const comparison = (before: bigint, now: bigint, stops: bigint[]): Comparison => ({
  ...{ before: document(before), now: document(now), overage: [], choices: [] },
  steps: stops.map((after) => ({
    ...{ step: "plan", difference: usd(0n), after: usd(after), before: [], now: [] },
  })),
});

test("each step begins where the one before ended, and nothing is drawn outside", () => {
  // From 100 up to 200, down to 50: the widest is 200.
  const waterfall = waterfallOf(comparison(10_000n, 5_000n, [20_000n, 5_000n]));
  expect(waterfall).toEqual({
    zero: 0,
    before: { from: 0, width: 50, rises: true },
    steps: [
      { from: 50, width: 50, rises: true },
      { from: 25, width: 75, rises: false },
    ],
    now: { from: 0, width: 25, rises: true },
  });
});

test("what is in the account's favour lies before nothing", () => {
  // From 100 down to -100: nothing is in the middle.
  expect(waterfallOf(comparison(10_000n, -10_000n, [-10_000n]))).toEqual({
    zero: 50,
    before: { from: 50, width: 50, rises: true },
    steps: [{ from: 0, width: 100, rises: false }],
    now: { from: 0, width: 50, rises: false },
  });
});

test("where all is nothing there are no bars to divide by", () => {
  expect(waterfallOf(comparison(0n, 0n, [0n]))?.now).toEqual({ from: 0, width: 0, rises: true });
});
