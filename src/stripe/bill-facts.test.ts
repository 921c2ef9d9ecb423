import type Stripe from "stripe";
import { expect, test } from "vitest";
import { billOf } from "./bill-facts";

const line = (given: object) => ({
  ...{ amount: 9_900, description: "Pro", quantity: 1, taxes: [], discount_amounts: [] },
  ...{ period: { start: 1_775_001_600, end: 1_777_593_600 }, parent: null },
  ...{ pricing: { price_details: { price: "price_pro" } }, ...given },
});

const invoice = (given: object, lines = [line({})]) =>
  ({
    ...{ id: "in_1", number: "A-1", status: "paid", currency: "usd", created: 1_775_001_600 },
    ...{ total: 9_900, amount_due: 9_900, attempted: true, attempt_count: 1 },
    parent: { subscription_details: { subscription: "sub_1" } },
    status_transitions: { finalized_at: 1_775_005_200 },
    ...{ lines: { data: lines }, ...given },
  }) as unknown as Stripe.Invoice;

test("a draft, a document of no subscription and one without a number are no bills", () => {
  expect(billOf(invoice({ status: "draft" }))).toBeUndefined();
  expect(billOf(invoice({ number: null }))).toBeUndefined();
  expect(billOf(invoice({ parent: null }))).toBeUndefined();
});

test("what the customer's balance took of the total is told, and what it added is a line of its own", () => {
  // A balance of −20.00: 79.00 are asked for.
  expect(billOf(invoice({ amount_due: 7_900 }))).toMatchObject({ fromBalanceMinor: 2_000n });
  const more = billOf(invoice({ amount_due: 9_930 }));
  expect(more).toMatchObject({ fromBalanceMinor: 0n });
  expect(more?.lines.map(({ amountMinor, earlier }) => [amountMinor, earlier])).toEqual([
    [9_900n, undefined],
    [30n, true],
  ]);
  // In the customer's favour: nothing is taken, it is added to.
  const credit = invoice({ total: -4_950, amount_due: 0 }, [line({ amount: -4_950 })]);
  expect(billOf(credit)).toMatchObject({ fromBalanceMinor: 0n, lines: [{ amountMinor: -4_950n }] });
});

test("a line's discounts and taxes are summed; in its amount they are only where all of them are", () => {
  const taxes = (...behaviors: string[]) =>
    behaviors.map((tax_behavior) => ({ amount: 825, tax_behavior }));
  const of = (given: object) => billOf(invoice({}, [line(given)]))?.lines[0];
  expect(of({ discount_amounts: [{ amount: 500 }, { amount: 490 }] })).toMatchObject({
    discountMinor: 990n,
  });
  const inclusive = of({ taxes: taxes("inclusive", "inclusive") });
  expect(inclusive).toMatchObject({ taxMinor: 1_650n, taxIncluded: true });
  expect(of({ taxes: taxes("exclusive") })).toMatchObject({ taxMinor: 825n, taxIncluded: false });
});

test("tried and refused is failed, not tried yet is not", () => {
  expect(billOf(invoice({ status: "open" }))).toMatchObject({ failed: true });
  const untried = invoice({ status: "open", attempted: false, attempt_count: 0 });
  expect(billOf(untried)).toMatchObject({ failed: false });
});
