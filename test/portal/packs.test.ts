import { expect, test } from "vitest";
import { setTax } from "@/billing/invoices/taxes";
import { inTransaction } from "@/db/transaction";
import { newId } from "@/lib/ids";
import { books, Customer, openBooks, setClock } from "../books";
import { owe } from "../debt";
import { portalOf } from "../portal";
import { refusal } from "./people";

const ownerOf = ({ id }: Customer) => portalOf(id, { role: "owner", userId: newId() }, books());
const usd = (minor: bigint) => ({ minor, currency: "usd" });

test("packs are told with their price for 1,000 and the account's own tax, which is what is charged", async () => {
  await openBooks("2026-01-31T12:00:00Z");
  const customer = await Customer.open();
  const rate = { name: "VAT", ppm: 190_000n, included: false };
  const tax = { treatment: "rate", rate } as const;
  await inTransaction(books(), (tx) => setTax(tx, customer.id, tax));
  const { packs } = ownerOf(customer);
  const told = await packs.list();
  expect(told).toMatchObject({
    ...{ currency: "usd", onPlan: false, debt: 0n, overdue: null, toPay: [], may: { buy: true } },
    tax: { name: "VAT", ratePpm: 190_000n },
    custom: { min: 500n, max: 200_000n, perThousand: usd(1_200n) },
  });
  // 19 % of $12.00 are $2.28, of $100.00 $19.00, of $450.00 $85.50.
  expect(told.items.map((one) => [one.perThousand, one.taxAmount, one.total])).toEqual([
    [usd(1_200n), usd(228n), usd(1_428n)],
    [usd(1_000n), usd(1_900n), usd(11_900n)],
    [usd(900n), usd(8_550n), usd(53_550n)],
  ]);
  for (const { pack, total } of told.items) {
    expect((await packs.preview({ pack })).money.dueNow).toEqual(total);
  }
});

test("what was bought waits for its money in sight, and is gone from there once it is paid", async () => {
  await openBooks("2026-01-31T12:00:00Z");
  const customer = await Customer.open();
  const { packs, invoices } = ownerOf(customer);
  const { quoteId } = await packs.preview({ pack: "pack_10000" });
  const wish = { quoteId, idempotencyKey: "once" };
  const { invoiceId } = await packs.buy(wish);
  // A second press, or the same page sent again, buys nothing more.
  expect(await packs.buy(wish)).toMatchObject({ invoiceId, replayed: true });
  const { toPay } = await packs.list();
  expect(toPay).toEqual([
    {
      ...{ name: "10,000 credits", credits: 10_000n, boughtAt: new Date("2026-01-31T12:00:00Z") },
      until: new Date("2026-02-07T12:00:00Z"),
      invoice: { id: invoiceId, number: "INV-000001", due: usd(10_000n) },
    },
  ]);
  if (!invoiceId) throw new Error("A pack has an invoice");
  expect(await invoices.payNow({ invoiceId })).toMatchObject({ outcome: "paid" });
  expect((await packs.list()).toPay).toEqual([]);
  const { groups } = await invoices.get({ invoiceId });
  expect(groups.flatMap(({ lines }) => lines.flatMap(({ grants }) => grants))).toMatchObject([
    { granted: 10_000n, left: 10_000n },
  ]);
});

test("an order is taken back in the portal, once however often it is asked, and its page says so before and after", async () => {
  await openBooks("2026-01-31T12:00:00Z");
  const customer = await Customer.open();
  const { packs, invoices } = ownerOf(customer);
  const { quoteId } = await packs.preview({ pack: "pack_10000" });
  const { invoiceId } = await packs.buy({ quoteId, idempotencyKey: "once" });
  if (!invoiceId) throw new Error("A pack has an invoice");
  expect(await invoices.get({ invoiceId })).toMatchObject({ canBeTakenBack: true });
  const viewer = portalOf(customer.id, { role: "viewer", userId: newId() }, books());
  expect(await refusal(viewer.packs.takeBack({ invoiceId }))).toBe("forbidden");
  expect(await packs.takeBack({ invoiceId })).toEqual({ invoiceId, replayed: false });
  expect(await packs.takeBack({ invoiceId })).toEqual({ invoiceId, replayed: true });
  expect((await packs.list()).toPay).toEqual([]);
  expect(await invoices.get({ invoiceId })).toMatchObject({
    ...{ status: "void", due: usd(0n), canBeTakenBack: false },
  });
});

test("an order says until when it waits, and is gone from the page by then", async () => {
  await openBooks("2026-01-31T12:00:00Z");
  const customer = await Customer.open();
  const { packs, invoices } = ownerOf(customer);
  const { quoteId } = await packs.preview({ credits: 500n });
  const { invoiceId } = await packs.buy({ quoteId, idempotencyKey: "once" });
  if (!invoiceId) throw new Error("A pack has an invoice");
  const until = new Date("2026-02-07T12:00:00Z");
  expect((await packs.list()).toPay).toMatchObject([{ credits: 500n, until }]);
  expect(await invoices.get({ invoiceId })).toMatchObject({ orderEndsAt: until });
  await setClock(until);
  expect(await packs.list()).toMatchObject({ overdue: null, toPay: [] });
  expect(await invoices.get({ invoiceId })).toMatchObject({ status: "void", orderEndsAt: null });
});

test("an account in a currency nothing is sold in is told so by an empty list", async () => {
  await openBooks("2026-01-31T12:00:00Z");
  const yen = ownerOf(await Customer.open({ currency: "jpy" }));
  expect(await yen.packs.list()).toMatchObject({ currency: "jpy", items: [], custom: null });
});

test("somebody who only looks sees prices, and is refused where a quote is made", async () => {
  await openBooks("2026-01-31T12:00:00Z");
  const { id } = await Customer.open();
  const { packs } = portalOf(id, { role: "viewer", userId: newId() }, books());
  expect(await packs.list()).toMatchObject({ may: { buy: false }, items: [{}, {}, {}] });
  expect(await refusal(packs.preview({ pack: "pack_1000" }))).toBe("forbidden");
});

/** 100 at noon of each of the first eight days of March; the first was not whole. */
async function useHundredADay(customer: Customer) {
  for (let day = 1; day <= 8; day += 1) {
    await setClock(`2026-03-0${day}T12:00:00Z`);
    await customer.consume(100n);
  }
  await setClock("2026-03-09T00:00:00Z");
}

test("at 100 a day 1,000 credits last ten days; with 1,000 more they last twenty", async () => {
  await openBooks("2026-03-01T08:00:00Z");
  const customer = await Customer.open();
  await customer.grant(1_800n);
  await useHundredADay(customer);
  const { packs } = ownerOf(customer);
  const { quoteId } = await packs.preview({ pack: "pack_1000" });
  expect(await packs.runOut({ quoteId })).toMatchObject({
    ...{ days: 7, renews: false, isEmpty: false },
    before: { at: new Date("2026-03-19T00:00:00Z"), by: "use" },
    after: { at: new Date("2026-03-29T00:00:00Z"), by: "use" },
  });
  // 50,000 would take 500 days: it looks six months ahead.
  const large = await packs.preview({ pack: "pack_50000" });
  expect(await packs.runOut({ quoteId: large.quoteId })).toMatchObject({ after: null });
});

test("what a pack pays of a debt does not make credits last longer", async () => {
  await openBooks("2026-03-01T08:00:00Z");
  const customer = await Customer.open();
  await customer.grant(800n);
  await useHundredADay(customer);
  await owe(customer, 400n);
  const { packs, plan } = ownerOf(customer);
  const { quoteId, credits } = await packs.preview({ pack: "pack_1000" });
  expect([(await packs.list()).debt, credits.after]).toEqual([400n, 600n]);
  // 600 of the 1,000 are left to use: six days.
  expect(await packs.runOut({ quoteId })).toMatchObject({
    ...{ isEmpty: true, before: null },
    after: { at: new Date("2026-03-15T00:00:00Z"), by: "use" },
  });
  const other = await plan.previewChange({ plan: "pro" });
  expect(await refusal(packs.runOut({ quoteId: other.quoteId }))).toBe("not_found");
});
