import { sql } from "kysely";
import { expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";
import { buyPack, previewOfPack, takeBack } from "../packs";

async function customerAt(at: string, currency?: string) {
  await openBooks(at);
  return await Customer.open(currency === undefined ? {} : { currency });
}

test("a pack is charged, granted at once where the app asks for it, and lasts its months", async () => {
  const customer = await customerAt("2026-01-31T12:00:00Z");
  const { shown, outcome } = await buyPack(customer, { pack: "pack_10000" });
  expect(outcome).toBe("changed");
  expect(shown.money).toMatchObject({ total: { minor: 10_000n }, dueNow: { minor: 10_000n } });
  expect(shown.credits).toMatchObject({ before: 0n, after: 10_000n });
  expect(await customer.invoices()).toMatchObject([
    { status: "issued", total: 10_000n, lines: ["pack 1 x 100.00 = 10000"] },
  ]);
  expect(await customer.books()).toMatchObject({
    ...{ receivable: 10_000n, deferred_revenue: -10_000n, "issued.pack": -10_000n },
  });
  // Twelve months, and nothing of it was used: all of it is breakage an hour after it ended.
  await advance("2027-01-31T11:59:59Z");
  expect(await customer.balance()).toMatchObject({ available: 10_000n });
  await advance("2027-01-31T13:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 0n });
  expect(await customer.books()).toMatchObject({ "revenue.breakage": -10_000n });
});

test("bought in the portal its credits come with the money, and last from then on", async () => {
  const customer = await customerAt("2026-01-31T12:00:00Z");
  const { shown, outcome, invoiceId } = await buyPack(customer, {
    ...{ pack: "pack_10000", grants: "on_payment" },
  });
  // What was shown is what follows once it is paid.
  expect([shown.outcome, outcome]).toEqual(["awaiting_payment", "awaiting_payment"]);
  expect(shown.credits).toMatchObject({ after: 10_000n, movements: [{ kind: "granted" }] });
  expect(await customer.balance()).toMatchObject({ available: 0n });
  await setClock("2026-02-03T00:00:00Z");
  const { grantIds } = await customer.pay(invoiceId);
  expect(grantIds).toHaveLength(1);
  expect(await customer.balance()).toMatchObject({
    ...{ available: 10_000n },
    grants: [{ category: "pack", expiresAt: new Date("2027-02-03T00:00:00Z") }],
  });
});

test("what is used of it is earned: 2,500 of 10,000 for $100.00 are $25.00, the rest is deferred", async () => {
  const customer = await customerAt("2026-01-01T00:00:00Z");
  const { grantIds } = await buyPack(customer, { pack: "pack_10000" });
  await customer.consume(2_500n);
  const [grantId] = grantIds;
  if (!grantId) throw new Error("It was granted");
  // Whatever takes credits recognizes first: 750 of the 7,500 left, for $75.00, are $7.50 of breakage.
  await customer.revoke(grantId, 750n);
  expect(await customer.books()).toMatchObject({
    ...{ "revenue.pack": -2_500n, "revenue.breakage": -750n, deferred_revenue: -6_750n },
  });
});

test("any number of credits within the catalogue's bounds, at its price for each", async () => {
  const customer = await customerAt("2026-01-01T00:00:00Z");
  // 1,234 at $0.012 are $14.808.
  const { shown } = await buyPack(customer, { credits: 1_234n });
  expect(shown.money.lines).toMatchObject([
    { kind: "pack", quantity: 1_234n, unitPrice: "0.012", amount: { minor: 1_481n } },
  ]);
  expect(await customer.balance()).toMatchObject({ available: 1_234n });
  for (const credits of [499n, 200_001n]) {
    await expect(previewOfPack(customer, { credits })).rejects.toMatchObject({
      ...{ code: "invalid_input", facts: { field: "credits", min: 500n, max: 200_000n } },
    });
  }
});

test("is sold in the account's currency, or not at all", async () => {
  const customer = await customerAt("2026-01-01T00:00:00Z", "eur");
  const { shown } = await buyPack(customer, { pack: "pack_1000" });
  expect(shown.money.total).toEqual({ minor: 1_100n, currency: "eur" });
  const yen = await Customer.open({ currency: "jpy" });
  await expect(previewOfPack(yen, { pack: "pack_1000" })).rejects.toMatchObject({
    code: "invalid_input",
  });
  await expect(previewOfPack(customer, { pack: "nothing" })).rejects.toMatchObject({
    code: "unknown_pack",
  });
});

test("account credit pays it, and its credits are there at once", async () => {
  const customer = await customerAt("2026-04-01T00:00:00Z");
  await customer.pay((await customer.start("twenty")).invoiceId);
  await setClock("2026-04-02T00:00:00Z");
  await customer.change("five");
  // $14.50 are kept; the pack costs $12.00.
  const { shown, outcome } = await buyPack(customer, { pack: "pack_1000", grants: "on_payment" });
  expect(shown.money).toMatchObject({ creditApplied: { minor: 1_200n }, dueNow: { minor: 0n } });
  expect(outcome).toBe("changed");
  expect(await customer.balance()).toMatchObject({ available: 1_000n });
  expect(await customer.books()).toMatchObject({ account_credit: -250n });
});

test("a quote of one is used once, and stale after fifteen minutes", async () => {
  const customer = await customerAt("2026-01-01T00:00:00Z");
  const { quoteId } = await previewOfPack(customer, { pack: "pack_1000" });
  await setClock("2026-01-01T00:15:00Z");
  const late = await customer.confirm(quoteId);
  if (!late.stale) throw new Error("It is too late");
  expect((await customer.confirm(late.preview.quoteId)).stale).toBe(false);
  await expect(customer.confirm(late.preview.quoteId)).rejects.toMatchObject({
    code: "quote_used",
  });
});

test("waiting for its money, it is paid and granted by what the end of a plan gives back", async () => {
  const customer = await customerAt("2026-04-01T00:00:00Z");
  await customer.pay((await customer.start("scale")).invoiceId);
  await setClock("2026-04-16T00:00:00Z");
  await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  const { quoteId } = await customer.previewEnd("now");
  await customer.confirm(quoteId);
  // Half of $499.00 is given back: $100.00 of it is the pack's, whose 10,000 credits are there now.
  expect(await customer.books()).toMatchObject({ account_credit: -(24_950n - 10_000n) });
  expect(await customer.balance()).toMatchObject({
    grants: expect.arrayContaining([expect.objectContaining({ category: "pack" })]),
  });
});

test("an order nobody paid is taken back: nothing is owed or deferred, and nothing stands in the way of a change", async () => {
  const customer = await customerAt("2026-04-01T00:00:00Z");
  await customer.pay((await customer.start("pro")).invoiceId);
  const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  await advance("2026-04-07T23:59:59Z");
  await takeBack(customer, invoiceId);
  expect((await customer.invoices()).map(({ status }) => status)).toEqual(["paid", "void"]);
  const { receivable = 0n, "issued.pack": issued = 0n } = await customer.books();
  expect([receivable, issued]).toEqual([0n, 0n]);
  await customer.change("scale");
  // Money that comes for it all the same is the account's.
  await customer.pay(invoiceId);
  expect((await customer.books()).account_credit ?? 0n).toBeLessThanOrEqual(0n);
  await expect(takeBack(customer, invoiceId)).rejects.toMatchObject({
    code: "invoice_not_endable",
  });
});

test("account credit an order had taken is kept again, and pays what else is open", async () => {
  const customer = await customerAt("2026-04-01T00:00:00Z");
  await customer.pay((await customer.start("twenty")).invoiceId);
  await setClock("2026-04-02T00:00:00Z");
  await customer.change("five"); // $14.50 are kept
  const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  expect(await customer.books()).toMatchObject({ receivable: 8_550n });
  const other = await buyPack(customer, { pack: "pack_1000", grants: "on_payment" });
  await takeBack(customer, invoiceId);
  // $12.00 of it pay the other order, whose credits are there now.
  expect(await customer.balance()).toMatchObject({ available: 1_000n });
  expect(await customer.books()).toMatchObject({ account_credit: -250n });
  await expect(takeBack(customer, other.invoiceId)).rejects.toMatchObject({
    code: "invoice_not_endable",
  });
});

test("only an order is taken back: not what a plan is charged, nor a pack whose credits are there", async () => {
  const customer = await customerAt("2026-04-01T00:00:00Z");
  const plan = await customer.start("pro", { grants: "on_payment" });
  const pack = await buyPack(customer, { pack: "pack_1000" });
  for (const { invoiceId } of [plan, pack]) {
    await expect(takeBack(customer, invoiceId)).rejects.toMatchObject({
      code: "invoice_not_endable",
    });
  }
});

test("an order nobody paid ends on the day it is due: it is never overdue, and withholds nothing", async () => {
  const customer = await customerAt("2026-04-01T00:00:00Z");
  await customer.pay((await customer.start("pro")).invoiceId);
  await setClock("2026-04-20T00:00:00Z");
  const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  await advance("2026-04-26T23:59:59Z");
  expect((await customer.invoices()).map(({ status }) => status)).toEqual(["paid", "issued"]);
  await advance("2026-05-01T02:00:00Z");
  expect((await customer.invoices()).map(({ status }) => status)).toEqual([
    "paid",
    "void",
    "issued",
  ]);
  // May's allowance is there.
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
  // Its money comes late: kept for the account, of which May's $99.00 are paid.
  await customer.pay(invoiceId);
  expect(await customer.books()).toMatchObject({ bank: 19_900n, account_credit: -100n });
  await customer.change("scale");
});

test("one that account credit paid in part gives it back as it ends, late as the run may be", async () => {
  const customer = await customerAt("2026-04-01T00:00:00Z");
  await customer.pay((await customer.start("twenty")).invoiceId);
  await setClock("2026-04-02T00:00:00Z");
  await customer.change("five"); // $14.50 are kept
  await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  await advance("2026-04-21T00:00:00Z");
  expect(await customer.books()).toMatchObject({ account_credit: -1_450n });
  const [, , order] = await customer.invoices();
  expect(order).toMatchObject({ status: "void", total: 10_000n });
});

test("where invoices are due at once an order waits a day all the same", async () => {
  const customer = await customerAt("2026-04-01T00:00:00Z");
  await sql`update accounts set payment_terms_days = 0`.execute(customer.db);
  await buyPack(customer, { pack: "pack_1000", grants: "on_payment" });
  await advance("2026-04-01T23:59:59Z");
  expect((await customer.invoices()).map(({ status }) => status)).toEqual(["issued"]);
  await advance("2026-04-02T00:00:00Z");
  expect((await customer.invoices()).map(({ status }) => status)).toEqual(["void"]);
});
