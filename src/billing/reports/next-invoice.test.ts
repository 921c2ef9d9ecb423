import { expect, test } from "vitest";
import { nextInvoice } from "./next-invoice";

const end = new Date("2026-04-01T00:00:00Z");
const pro = {
  name: "Pro",
  price: { minor: 9_900n, currency: "usd" },
  periodEnd: end,
  sliceEnd: end,
  overage: 0n,
  overageUnitPrice: "0.01",
};

test("the plan is billed in advance, its overage so far in arrears (BOOKS B17)", () => {
  const next = nextInvoice({ ...pro, overage: 5_000n });
  expect(next).toMatchObject({ at: end, total: { minor: 14_900n, currency: "usd" } });
  expect(next?.charges.map(({ kind, quantity, amount }) => [kind, quantity, amount.minor])).toEqual(
    [
      ["plan", 1n, 9_900n],
      ["overage", 5_000n, 5_000n],
    ],
  );
});

test("inside a dripping year only overage is billed, at the drip", () => {
  const drip = new Date("2026-02-01T00:00:00Z");
  expect(nextInvoice({ ...pro, sliceEnd: drip, overage: 250n })).toMatchObject({
    at: drip,
    total: { minor: 250n, currency: "usd" },
  });
});

test("nothing to charge is no invoice", () => {
  expect(nextInvoice({ ...pro, price: { minor: 0n, currency: "usd" } })).toBeNull();
});
