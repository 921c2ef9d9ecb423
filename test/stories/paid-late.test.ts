import { expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";
import { giveUp } from "../give-up";

/** Given up on 16 January at noon, half of January's 31 days over, and paid on the day. */
async function paidLate(
  plan: string,
  { at, grants = "on_issue" }: { at: string; grants?: "on_issue" | "on_payment" },
) {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start(plan, { grants });
  await setClock("2026-01-16T12:00:00Z");
  await giveUp(customer, { invoiceId, as: "uncollectible" });
  await advance(at);
  await customer.pay(invoiceId);
  return customer;
}

async function end(customer: Customer) {
  await customer.confirm((await customer.previewEnd("now")).quoteId);
  return await customer.books();
}

test("of a year given up and paid late the running month is given at once, and those to come are earned and given back as ever", async () => {
  const customer = await paidLate("pro_yearly", { at: "2026-02-15T00:00:00Z" });
  // Half of January's $82.50 was earned; February's to December's 11 × 82.50 are to come; the other half is a gain.
  expect(await customer.books()).toMatchObject({
    ...{ bank: 99_000n, "revenue.plan": -4_125n, deferred_revenue: -90_750n, write_off: -4_125n },
  });
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
  await advance("2026-03-01T02:00:00Z");
  await setClock("2026-04-16T00:00:00Z");
  // Half of April's and eight months, 41.25 + 660.00; half of April's credits with it.
  expect(await end(customer)).toMatchObject({ account_credit: -70_125n, write_off: -4_125n });
  expect(await customer.books()).not.toHaveProperty("deferred_revenue");
  expect(await customer.balance()).toMatchObject({ available: 10_000n });
});

test("ended in the month it is paid in, what is left of that and all months after it go back", async () => {
  const customer = await paidLate("pro_yearly", { at: "2026-02-15T00:00:00Z" });
  // Half of February's, and ten months: 41.25 + 825.00.
  expect(await end(customer)).toMatchObject({ account_credit: -86_625n });
});

test("given up and paid within a month, that month's credits stay taken back and its money a gain; the next come", async () => {
  const customer = await paidLate("pro_yearly", { at: "2026-01-20T00:00:00Z" });
  expect(await customer.books()).toMatchObject({ deferred_revenue: -90_750n, write_off: -4_125n });
  expect(await customer.balance()).toMatchObject({ available: 0n });
  // What was taken back is nothing that is left: the eleven months to come.
  expect(await end(customer)).toMatchObject({ account_credit: -90_750n });
});

test("a month that waited for its money is given when it comes late, and worth it", async () => {
  const customer = await paidLate("pro", { at: "2026-01-20T00:00:00Z", grants: "on_payment" });
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
  expect(await customer.books()).toMatchObject({ bank: 9_900n });
  // 12 of 31 days are left, and with nothing used as much of the money: 99.00 × 12 ∕ 31 = 38.32.
  expect(await end(customer)).toMatchObject({ account_credit: -3_832n });
});

test("a plan without credits runs on when it is paid late, and what is left of it is given back by time", async () => {
  const customer = await paidLate("five", { at: "2026-01-20T00:00:00Z" });
  // Of $5.00 15.5 days are earned, 12 of 31 are to come: 2.50 and 1.94; 0.56 for the days between is a gain.
  expect(await customer.books()).toMatchObject({
    ...{ "revenue.plan": -250n, deferred_revenue: -194n, write_off: -56n },
  });
  await setClock("2026-01-26T00:00:00Z");
  // 6 of 31 days.
  expect(await end(customer)).toMatchObject({ account_credit: -97n });
});
