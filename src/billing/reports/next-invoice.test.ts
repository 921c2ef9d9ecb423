import { expect, test } from "vitest";
import { nextInvoice } from "./next-invoice";

const end = new Date("2026-04-01T00:00:00Z");
const pro = {
  price: { minor: 9_900n, currency: "usd" },
  periodEnd: end,
  sliceEnd: end,
  overage: 0n,
  overageUnitPrice: "0.01",
};

test("the plan is billed in advance, its overage so far in arrears (BOOKS B17)", () => {
  expect(nextInvoice({ ...pro, overage: 5_000n })).toEqual({
    at: end,
    total: { minor: 14_900n, currency: "usd" },
  });
});

test("inside a dripping year only overage is billed, at the drip", () => {
  const drip = new Date("2026-02-01T00:00:00Z");
  expect(nextInvoice({ ...pro, sliceEnd: drip, overage: 250n })).toEqual({
    at: drip,
    total: { minor: 250n, currency: "usd" },
  });
});

test("nothing to charge is no invoice", () => {
  expect(nextInvoice({ ...pro, price: { minor: 0n, currency: "usd" } })).toBeNull();
});
