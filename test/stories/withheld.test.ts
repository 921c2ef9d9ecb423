import { expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";
import { giveUp } from "../give-up";

/**
 * What happens to an allowance that waited for its money until its period was over. "rolling" is earned by
 * use: 1,000 credits for $10.00 a month, of which up to 400 roll over.
 */
async function unpaidApril() {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("rolling", { grants: "on_payment" });
  // Due on 8 April: May's renewal waits for money as well.
  await advance("2026-05-02T00:00:00Z");
  return { customer, invoiceId };
}

test("never paid it is neither earned nor granted: what is owed stands against what is deferred", async () => {
  const { customer } = await unpaidApril();
  expect(await customer.balance()).toMatchObject({ available: 0n });
  expect(await customer.books()).toEqual({ receivable: 2_000n, deferred_revenue: -2_000n });
});

test("paid late, nothing of it comes, and its money is earned at that instant", async () => {
  const { customer, invoiceId } = await unpaidApril();
  expect((await customer.pay(invoiceId)).grantIds).toEqual([]);
  // April's $10.00 is breakage, as credits are whose time ended; May's waits as before.
  expect(await customer.books()).toEqual({
    ...{ bank: 1_000n, "revenue.breakage": -1_000n },
    ...{ receivable: 1_000n, deferred_revenue: -1_000n },
  });
  const [, may] = await customer.invoices();
  await customer.pay(may?.id ?? null);
  expect(await customer.balance()).toMatchObject({ available: 1_000n });
  await customer.consume(250n);
  await advance("2026-06-01T02:00:00Z");
  // Of May's $10.00, 250 credits are used, 400 of the other 750 roll over for $4.00, 350 expire.
  expect(await customer.books()).toMatchObject({
    ...{ "revenue.plan": -250n, "revenue.breakage": -1_350n, deferred_revenue: -1_400n },
  });
});

test("given up or void, it is as if it had never been charged", async () => {
  for (const as of ["void", "uncollectible"] as const) {
    const { customer, invoiceId } = await unpaidApril();
    await giveUp(customer, { invoiceId, as });
    expect(await customer.books()).toEqual({ receivable: 1_000n, deferred_revenue: -1_000n });
  }
});

test("given up when part of it was paid, that part is earned once its time is over", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  // $4.83 of $5.00 are kept when the plan ends after 1 of 30 days.
  await customer.pay((await customer.start("five")).invoiceId);
  await setClock("2026-04-02T00:00:00Z");
  await customer.confirm((await customer.previewEnd("now")).quoteId);
  const { invoiceId } = await customer.start("rolling", { grants: "on_payment" });
  await giveUp(customer, { invoiceId, as: "uncollectible" });
  expect(await customer.books()).toMatchObject({ deferred_revenue: -483n });
  await advance("2026-05-02T00:00:00Z");
  expect(await customer.books()).toMatchObject({ "revenue.breakage": -483n });
});

test("left for another plan before it was paid, its share of time is earned when that is paid", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("rolling", { grants: "on_payment" });
  await setClock("2026-04-07T00:00:00Z");
  // 24 of 30 days are given back, and settle as much of what is owed.
  await customer.confirm((await customer.previewEnd("now")).quoteId);
  expect(await customer.books()).toEqual({ receivable: 200n, deferred_revenue: -200n });
  await customer.pay(invoiceId);
  expect(await customer.books()).toEqual({ bank: 200n, "revenue.breakage": -200n });
});
