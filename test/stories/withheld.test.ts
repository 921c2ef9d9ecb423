import { describe, expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";
import { giveUp } from "../give-up";
import { buyPack } from "../packs";

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

describe("left before its money came", () => {
  async function waiting(plan: string) {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    const { invoiceId } = await customer.start(plan, { grants: "on_payment" });
    return { customer, invoiceId };
  }

  test("nothing is owed for the days in which nothing was given", async () => {
    for (const plan of ["rolling", "pro", "pro_yearly"]) {
      const { customer, invoiceId } = await waiting(plan);
      // Of a year the second month waits as the first did.
      await advance(plan === "pro_yearly" ? "2026-05-07T00:00:00Z" : "2026-04-07T00:00:00Z");
      await customer.confirm((await customer.previewEnd("now")).quoteId);
      expect(await customer.books()).toEqual({});
      expect(await customer.invoices()).toMatchObject([{ status: "paid" }, { status: "paid" }]);
      await expect(customer.pay(invoiceId)).rejects.toMatchObject({ code: "invoice_not_payable" });
      await advance("2027-04-02T00:00:00Z");
      expect(await customer.books()).toEqual({});
    }
  });

  test("what pays in part is the account's again", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    // $4.83 of $5.00 are kept when the plan ends after 1 of 30 days.
    await customer.pay((await customer.start("five")).invoiceId);
    await setClock("2026-04-02T00:00:00Z");
    await customer.confirm((await customer.previewEnd("now")).quoteId);
    await customer.start("rolling", { grants: "on_payment" });
    expect(await customer.books()).toMatchObject({ receivable: 517n });
    await setClock("2026-04-09T00:00:00Z");
    await customer.confirm((await customer.previewEnd("now")).quoteId);
    expect(await customer.books()).toEqual({
      ...{ bank: 500n, "revenue.plan": -17n, account_credit: -483n },
    });
  });

  test("a renewal that waited is not owed, the month before it is", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    const { invoiceId } = await customer.start("pro");
    await customer.consume(5_000n);
    await advance("2026-05-16T12:00:00Z");
    expect(await customer.balance()).toMatchObject({ available: 0n });
    const shown = await customer.previewEnd("now");
    expect(shown.money).toMatchObject({ total: { minor: -9_900n } });
    await customer.confirm(shown.quoteId);
    // May's goes back where it was owed; April's stays open, older as it is.
    expect(await customer.books()).toMatchObject({ receivable: 9_900n, "revenue.plan": -9_900n });
    await customer.pay(invoiceId);
    expect(await customer.books()).toMatchObject({ bank: 9_900n, "revenue.plan": -9_900n });
    expect(await customer.books()).not.toHaveProperty("account_credit");
  });

  test("by the app backend for another plan: all of it against the rest of the cycle on that", async () => {
    const { customer } = await waiting("pro");
    await setClock("2026-04-07T00:00:00Z");
    const { shown } = await customer.change("scale");
    // 499.00 × 24 ∕ 30 = 399.20, and 96,000 credits.
    expect(shown.money.lines.map(({ amount }) => amount.minor)).toEqual([-9_900n, 39_920n]);
    expect(await customer.balance()).toMatchObject({ available: 96_000n });
    expect(await customer.books()).toMatchObject({ deferred_revenue: -39_920n });
  });

  test("a plan without credits had nothing to wait with: its days are owed", async () => {
    const { customer } = await waiting("five");
    await setClock("2026-04-07T00:00:00Z");
    await customer.confirm((await customer.previewEnd("now")).quoteId);
    expect(await customer.books()).toEqual({ receivable: 100n, "revenue.plan": -100n });
  });

  test("pays for nothing else that waits: no money came", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
    for (const grants of ["on_payment", "on_issue"] as const) {
      await customer.start("scale", { grants });
      await customer.confirm((await customer.previewEnd("now")).quoteId);
      expect(await customer.balance()).toMatchObject({ available: 0n });
    }
    // The pack is open as it was; what was left in its first second is settled by itself.
    const [pack, ...others] = await customer.invoices();
    expect(pack).toMatchObject({ status: "issued", total: 10_000n });
    expect(others.every(({ status }) => status === "paid")).toBe(true);
  });
});
