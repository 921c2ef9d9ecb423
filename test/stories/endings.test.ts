import { describe, expect, test } from "vitest";
import { setTax } from "@/billing/invoices/taxes";
import type { GiveUp } from "@/billing/payments/decide-give-up";
import { readAccountCredit } from "@/billing/reports/read-account-credit";
import { inTransaction } from "@/db/transaction";
import type { InvoiceId } from "@/lib/ids";
import { advance, Customer, openBooks, setClock } from "../books";
import { giveUp } from "../give-up";
import { buyPack } from "../packs";
import { trails } from "../pages";

const end = (customer: Customer, invoiceId: InvoiceId | null, as: GiveUp["as"]) =>
  giveUp(customer, { invoiceId, as });

async function customerAt(at: string, { taxed = false, currency = "usd" } = {}) {
  await openBooks(at);
  const customer = await Customer.open({ currency });
  const rate = { name: "VAT", ppm: 200_000n, included: false };
  if (taxed) {
    await inTransaction(customer.db, (tx) => setTax(tx, customer.id, { treatment: "rate", rate }));
  }
  return customer;
}

describe("a void invoice (BOOKS B11)", () => {
  test("was never owed: nothing is earned or taxed, and its credits are gone, but for those spent", async () => {
    const customer = await customerAt("2026-04-01T00:00:00Z", { taxed: true });
    const { invoiceId } = await customer.start("pro");
    await customer.consume(8_000n);
    await setClock("2026-04-05T00:00:00Z");
    expect(await end(customer, invoiceId, "void")).toMatchObject({
      ...{ status: "void", revoked: 12_000n, writtenOff: 8_000n },
    });
    expect(await customer.balance()).toMatchObject({ available: 0n });
    expect(await customer.books()).toEqual({
      ...{ consumed: 8_000n, revoked: 12_000n, "issued.allowance": -20_000n },
    });
    expect(await trails(customer)).toEqual([["entered 9900", "issued 11880", "void 11880"]]);
  });

  test("a pack's, half of it used: what was earned is turned back", async () => {
    const customer = await customerAt("2026-04-01T00:00:00Z");
    const { invoiceId } = await buyPack(customer, { pack: "pack_10000" });
    await customer.consume(5_000n);
    expect(await end(customer, invoiceId, "void")).toMatchObject({
      ...{ revoked: 5_000n, writtenOff: 5_000n },
    });
    expect(await customer.books()).not.toHaveProperty("revenue.pack");
  });

  test("is refused once money came in, twice, and of what gives back of another", async () => {
    const customer = await customerAt("2026-04-01T00:00:00Z");
    const { invoiceId } = await customer.start("ten");
    await customer.pay(invoiceId);
    const refused = { code: "invoice_not_endable" };
    await expect(end(customer, invoiceId, "void")).rejects.toMatchObject(refused);
    await setClock("2026-04-16T00:00:00Z");
    const changed = await customer.change("twenty");
    await expect(end(customer, changed.invoiceId, "void")).rejects.toMatchObject(refused);
    const { invoiceId: bought } = await buyPack(customer, { pack: "pack_1000" });
    await end(customer, bought, "void");
    await expect(end(customer, bought, "void")).rejects.toMatchObject(refused);
  });

  test("a change that waits for it is given up with it", async () => {
    const customer = await customerAt("2026-04-01T00:00:00Z");
    await customer.pay((await customer.start("pro")).invoiceId);
    await setClock("2026-04-16T00:00:00Z");
    const { invoiceId } = await customer.change("scale", { grants: "on_payment" });
    await end(customer, invoiceId, "void");
    await expect(customer.undo()).rejects.toMatchObject({ code: "nothing_scheduled" });
    expect((await trails(customer)).at(-1)?.at(-1)).toBe("void 20000");
  });

  test("that is paid all the same: the money pays what is open, and the rest is kept", async () => {
    const customer = await customerAt("2026-04-01T00:00:00Z");
    const first = await buyPack(customer, { pack: "pack_10000" });
    await end(customer, first.invoiceId, "void");
    const second = await buyPack(customer, { pack: "pack_1000", grants: "on_payment" });
    const { grantIds } = await customer.pay(first.invoiceId);
    // $100.00 came, $12.00 of it pay the second, whose 1,000 credits are there now.
    expect(grantIds).toHaveLength(1);
    expect(await customer.books()).toMatchObject({ bank: 10_000n, account_credit: -8_800n });
    expect((await trails(customer)).map((steps) => steps.at(-1))).toEqual([
      ...["keptPayment 10000", "credited 1200"],
    ]);
    const { invoiceId: secondId } = second;
    expect(await creditOf(customer)).toEqual([
      ["kept", first.invoiceId, 10_000n, 10_000n],
      ["applied", secondId, 1_200n, 8_800n],
    ]);
  });
});

describe("account credit that comes free", () => {
  test("with a change nobody paid pays at once what is open, and what waited for that is granted", async () => {
    const customer = await customerAt("2026-04-01T00:00:00Z");
    await customer.pay((await customer.start("twenty")).invoiceId);
    await setClock("2026-04-16T00:00:00Z");
    // -10.00 + 2.50: 7.50 are kept. Then -2.50 + 49.50 take them, and wait for 39.50.
    await customer.change("five");
    await customer.change("pro", { grants: "on_payment" });
    const { invoiceId } = await buyPack(customer, { pack: "pack_1000", grants: "on_payment" });
    await customer.undo();
    // Of 12.00 for the pack 7.50 are paid.
    expect(await customer.books()).toMatchObject({ receivable: 450n });
    expect(await customer.books()).not.toHaveProperty("account_credit");
    expect((await customer.balance()).available).toBe(0n);
    await customer.pay(invoiceId);
    expect((await customer.balance()).available).toBe(1_000n);
    await trails(customer);
  });

  test("with the end of a plan grants the pack it pays for", async () => {
    const customer = await customerAt("2026-04-01T00:00:00Z");
    await customer.pay((await customer.start("scale")).invoiceId);
    // Within the days an order waits for its money.
    await setClock("2026-04-12T00:00:00Z");
    await buyPack(customer, { pack: "pack_1000", grants: "on_payment" });
    await setClock("2026-04-16T00:00:00Z");
    const { quoteId } = await customer.previewEnd("now");
    const { stale } = await customer.confirm(quoteId);
    // 249.50 come back, 12.00 of it pay the pack; half of the allowance stays.
    expect(stale).toBe(false);
    expect((await customer.balance()).available).toBe(61_000n);
    expect(await customer.books()).toMatchObject({ account_credit: -23_750n });
    await trails(customer);
  });
});

describe("an uncollectible invoice (BOOKS B11)", () => {
  test("loses what was earned and its tax; what was not is taken back with the credits", async () => {
    const customer = await customerAt("2026-04-01T00:00:00Z", { taxed: true });
    const { invoiceId } = await buyPack(customer, { pack: "pack_10000" });
    await customer.consume(4_000n);
    expect(await end(customer, invoiceId, "uncollectible")).toMatchObject({
      ...{ revoked: 6_000n, writtenOff: 4_000n },
    });
    // 40.00 of 100.00 are earned; with 20.00 of tax that is 60.00 lost.
    expect(await customer.books()).toMatchObject({
      ...{ "revenue.pack": -4_000n, write_off: 6_000n, tax_payable: -2_000n },
    });
    expect(await customer.books()).not.toHaveProperty("deferred_revenue");
    expect((await trails(customer))[0]?.at(-1)).toBe("writtenOff 12000");
  });

  test("of which account credit paid a part keeps that part: only what is open is taken back", async () => {
    const customer = await customerAt("2026-04-01T00:00:00Z");
    await customer.pay((await customer.start("twenty")).invoiceId);
    await setClock("2026-04-16T00:00:00Z");
    await customer.confirm((await customer.previewEnd("now")).quoteId);
    // Half of $20.00 came back, and pays that much of $99.00.
    const { invoiceId } = await customer.start("pro");
    expect(await customer.books()).toMatchObject({ receivable: 8_900n });
    // $89.00 of $99.00: 20,000 × 89 ∕ 99 = 17,979.8 credits.
    expect(await end(customer, invoiceId, "uncollectible")).toMatchObject({
      ...{ revoked: 17_980n, writtenOff: 0n },
    });
    expect(await customer.balance()).toMatchObject({ available: 2_020n });
    expect(await customer.books()).toMatchObject({ deferred_revenue: -1_000n });
    expect(await customer.books()).not.toHaveProperty("write_off");
    expect(await customer.books()).not.toHaveProperty("receivable");
  });

  test("is owed again when its money comes late, and paid", async () => {
    const customer = await customerAt("2026-04-01T00:00:00Z");
    const { invoiceId } = await buyPack(customer, { pack: "pack_10000" });
    await customer.consume(4_000n);
    await end(customer, invoiceId, "uncollectible");
    await setClock("2026-07-01T00:00:00Z");
    await customer.pay(invoiceId);
    expect(await customer.invoices()).toMatchObject([{ status: "paid" }]);
    // $40.00 were written off and $60.00 given back: what came beyond the loss is a gain there.
    expect(await customer.books()).toMatchObject({ bank: 10_000n, write_off: -6_000n });
    await trails(customer);
  });

  test("tells what expired of its credits apart from what was spent", async () => {
    const customer = await customerAt("2026-04-01T00:00:00Z");
    const { invoiceId } = await buyPack(customer, { pack: "pack_10000" });
    await customer.consume(4_000n);
    await advance("2027-04-01T02:00:00Z");
    expect(await end(customer, invoiceId, "uncollectible")).toMatchObject({
      ...{ revoked: 0n, expired: 6_000n, writtenOff: 4_000n },
    });
  });

  test("of a year by the month: April's and May's rest expired, June's is taken back", async () => {
    const customer = await customerAt("2026-04-01T00:00:00Z");
    const { invoiceId } = await customer.start("pro_yearly");
    await customer.consume(4_000n);
    // May's is over, and not posted yet.
    await setClock("2026-06-01T00:30:00Z");
    expect(await end(customer, invoiceId, "void")).toMatchObject({
      ...{ revoked: 20_000n, expired: 36_000n, writtenOff: 4_000n },
    });
    await trails(customer);
  });

  test("that waited for its money gave no credits, and takes none", async () => {
    const customer = await customerAt("2026-04-01T00:00:00Z");
    const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
    expect(await end(customer, invoiceId, "uncollectible")).toMatchObject({
      ...{ revoked: 0n, writtenOff: 0n },
    });
    expect(await customer.books()).toEqual({});
  });
});

describe("account credit, line by line", () => {
  test("came from a credit note and paid the next invoice; both pages open", async () => {
    const customer = await customerAt("2026-04-01T00:00:00Z", { taxed: true });
    await customer.pay((await customer.start("twenty")).invoiceId);
    await setClock("2026-04-02T00:00:00Z");
    const { invoiceId } = await customer.change("five");
    const pack = await buyPack(customer, { pack: "pack_1000" });
    // (19.33 − 4.83) × 1.2 = 17.40; the pack is 12.00 × 1.2 = 14.40.
    expect(await creditOf(customer)).toEqual([
      ["kept", invoiceId, 1_740n, 1_740n],
      ["applied", pack.invoiceId, 1_440n, 300n],
    ]);
    expect((await trails(customer)).map((steps) => steps.slice(-2))).toEqual([
      ["issued 2400", "paid 2400"],
      ["issued -1740", "kept 1740"],
      ["issued 1440", "credited 1440"],
    ]);
  });
});

async function creditOf(customer: Customer) {
  const { entries } = await inTransaction(customer.db, (tx) => readAccountCredit(tx, customer.id));
  return entries.map(({ what, invoiceId, amount, balance }) => [
    ...[what, invoiceId, amount.minor, balance.minor],
  ]);
}

test.each([
  // 1,000 and 20 % of it; half back with half of its tax, half of 2,000 with 20 % of that.
  { currency: "jpy", first: 1_200n, change: -500n - 100n + 1_000n + 200n },
  // 3.333 and 0.667; 1.667 of it back with 0.334 of its tax, 3.334 with 0.667.
  { currency: "kwd", first: 4_000n, change: -1_667n - 334n + 3_334n + 667n },
])("in $currency amounts are rounded to its own smallest unit", async (figures) => {
  const { currency, first, change } = figures;
  const customer = await customerAt("2026-04-01T00:00:00Z", { taxed: true, currency });
  await customer.pay((await customer.start("ten")).invoiceId);
  await setClock("2026-04-16T00:00:00Z");
  await customer.change("twenty");
  expect((await customer.invoices()).map(({ total }) => total)).toEqual([first, change]);
  await trails(customer);
});
