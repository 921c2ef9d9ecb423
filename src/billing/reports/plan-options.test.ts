import { expect, test } from "vitest";
import { perUnit } from "@/lib/pricing";
import { differencesOf, type Terms } from "./plan-options";

const pro: Terms = {
  ...{ interval: "month", drip: null, allowance: 20_000n, rolloverMax: null, features: null },
  overage: { policy: "bill", model: perUnit("0.01"), cap: null },
};
const features = ["api_call", "image"];

test("more credits and cheaper overage are gained, in the order gains then losses", () => {
  const scale = {
    ...pro,
    allowance: 120_000n,
    overage: { ...pro.overage, model: perUnit("0.008") },
  };
  expect(differencesOf(pro, scale, features)).toEqual([
    { kind: "allowance", gained: true, credits: 100_000n, every: "month" },
    { kind: "overagePrice", gained: true, from: "0.01", to: "0.008" },
  ]);
  expect(differencesOf(scale, pro, features)).toEqual([
    { kind: "allowance", gained: false, credits: 100_000n, every: "month" },
    { kind: "overagePrice", gained: false, from: "0.008", to: "0.01" },
  ]);
});

test("a yearly plan that gives by the month is weighed by the month", () => {
  const yearly = { ...pro, interval: "year", drip: "month" } as const;
  expect(differencesOf(pro, yearly, features)).toEqual([]);
  const atOnce = { ...pro, interval: "year", allowance: 120_000n } as const;
  expect(differencesOf(pro, atOnce, features)).toEqual([
    { kind: "allowance", gained: false, credits: 10_000n, every: "month" },
  ]);
});

test("use beyond the credits, what rolls over and features come and go", () => {
  const team = { ...pro, overage: { policy: "block" }, rolloverMax: 5_000n } as const;
  const few = { ...team, features: ["api_call"] };
  expect(differencesOf(pro, few, features)).toEqual([
    { kind: "rollover", gained: true, max: 5_000n },
    { kind: "overage", gained: false },
    { kind: "feature", gained: false, code: "image" },
  ]);
  expect(differencesOf(few, pro, features)).toEqual([
    { kind: "overage", gained: true },
    { kind: "feature", gained: true, code: "image" },
    { kind: "rollover", gained: false, max: 5_000n },
  ]);
});
