import { expect, test } from "vitest";
import type { DiscountId } from "@/lib/ids";
import { perUnit } from "@/lib/pricing";
import { noTerms } from "../invoices/terms";
import { nextInvoice } from "./next-invoice";

const end = new Date("2026-04-01T00:00:00Z");
const pro = {
  name: "Pro",
  price: { minor: 9_900n, currency: "usd" },
  renewal: { name: "Pro", price: { minor: 9_900n, currency: "usd" } },
  periodEnd: end,
  sliceStart: new Date("2026-03-01T00:00:00Z"),
  sliceEnd: end,
  overage: 0n,
  overageModel: perUnit("0.01"),
  closed: [],
};

test("the plan is billed in advance, its overage so far in arrears (BOOKS B17)", () => {
  const next = nextInvoice({ ...pro, overage: 5_000n }, noTerms);
  expect(next).toMatchObject({ at: end, total: { minor: 14_900n, currency: "usd" } });
  expect(next?.charges.map(({ kind, quantity, amount }) => [kind, quantity, amount.minor])).toEqual(
    [
      ["plan", 1n, 9_900n],
      ["overage", 5_000n, 5_000n],
    ],
  );
});

test("the plan decided for the end of the period is billed, and after an end only overage", () => {
  const renewal = { name: "Starter", price: { minor: 2_900n, currency: "usd" } };
  const next = nextInvoice({ ...pro, renewal, overage: 5_000n }, noTerms);
  expect(next?.charges.map(({ name, amount }) => [name, amount.minor])).toEqual([
    ["Starter", 2_900n],
    ["Pro", 5_000n],
  ]);
  const last = nextInvoice({ ...pro, renewal: null, overage: 5_000n }, noTerms);
  expect(last).toMatchObject({ at: end, total: { minor: 5_000n } });
  expect(nextInvoice({ ...pro, renewal: null }, noTerms)).toBeNull();
});

test("inside a dripping year only overage is billed, at the drip", () => {
  const drip = new Date("2026-02-01T00:00:00Z");
  expect(nextInvoice({ ...pro, sliceEnd: drip, overage: 250n }, noTerms)).toMatchObject({
    at: drip,
    total: { minor: 250n, currency: "usd" },
  });
});

test("overage in tiers is told by its credits and its amount", () => {
  const tiers = [
    { upTo: 1_000n, unitPrice: "0.01", flat: 0n },
    { upTo: null, unitPrice: "0.005", flat: 0n },
  ];
  const overageModel = { kind: "graduated" as const, tiers, included: 0n, flat: 0n };
  const next = nextInvoice({ ...pro, overage: 3_000n, overageModel }, noTerms);
  // 1,000 × 0.01 + 2,000 × 0.005 = $20
  expect(next?.charges[1]).toMatchObject({
    ...{ quantity: 3_000n, unitPrice: null, amount: { minor: 2_000n } },
  });
});

test("use beyond the credits of before a change is a line of its own, at its own price and dates", () => {
  const period = { start: pro.sliceStart, end: new Date("2026-03-16T00:00:00Z") };
  const closed = [{ plan: "Scale", period, credits: 2_000n, model: perUnit("0.008") }];
  const next = nextInvoice({ ...pro, overage: 5_000n, closed }, noTerms);
  expect(next?.charges.map(({ name, amount, closed: of }) => [name, amount.minor, of])).toEqual([
    ["Pro", 9_900n, null],
    ["Pro", 5_000n, null],
    ["Scale", 1_600n, period],
  ]);
  expect(next?.total.minor).toBe(16_500n);
  // Nothing renews: the final invoice has it, and alone it makes one.
  expect(nextInvoice({ ...pro, renewal: null, closed }, noTerms)?.total.minor).toBe(1_600n);
});

test("nothing to charge is no invoice", () => {
  const renewal = { name: "Free", price: { minor: 0n, currency: "usd" } };
  expect(nextInvoice({ ...pro, renewal }, noTerms)).toBeNull();
});

test("a discount for ever and a tax of now are in the estimate: 10 % off 99.00 + 50.00, and 20 % on that", () => {
  const cycle = { start: pro.sliceStart, end };
  const discount = {
    ...{ id: "d" as DiscountId, code: "TEN", off: { kind: "percent" as const, ppm: 100_000n } },
    ...{ cycles: null, cyclesUsed: 1, coveredFrom: cycle.start, coveredThrough: cycle.end },
  };
  const tax = { name: "VAT", ratePpm: 200_000n, included: false, reverseCharge: false };
  const taxes = { timezone: "UTC", spans: [{ from: null, rule: tax }] };
  const next = nextInvoice({ ...pro, overage: 5_000n }, { discounts: [discount], taxes });
  expect(next?.charges.slice(2).map(({ name, amount }) => [name, amount.minor])).toEqual([
    ["Discount TEN, 10 %", -1_490n],
    ["VAT 20 %", 2_682n],
  ]);
  // Whoever reads them in another language is told them from what they are.
  expect(next?.charges.slice(2).map(({ facts }) => facts)).toMatchObject([
    { kind: "discount", code: "TEN", off: "10" },
    { kind: "tax", name: "VAT", ratePpm: 200_000n, reverseCharge: false },
  ]);
  expect(next?.total.minor).toBe(16_092n);
});
