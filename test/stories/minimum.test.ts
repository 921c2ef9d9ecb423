import { afterEach, describe, expect, test } from "vitest";
import { applyDiscount } from "@/billing/invoices/discounts";
import { giveUpInvoice } from "@/billing/payments/give-up";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { previewPack } from "@/billing/plans/change";
import { readInvoice } from "@/billing/reports/read-invoice";
import { readNextInvoice } from "@/billing/reports/read-overview";
import { inTransaction, readAs } from "@/db/transaction";
import { type InvoiceId, newId } from "@/lib/ids";
import { ppmOf } from "@/lib/percent";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { testCatalog } from "../catalog";
import { buyPack, previewOfPack } from "../packs";
import { trails } from "../pages";
import { portalOf } from "../portal";

let opened: Customer | undefined;

afterEach(async () => {
  if (opened) await trails(opened);
  opened = undefined;
});

// Credits by the piece from one on: a cent, a yen, a fils each.
const catalog = defineCatalog({
  ...testCatalog,
  customPack: {
    ...{ min: 1n, max: 1_000_000n, validMonths: 12 },
    unitPrice: { usd: "0.01", jpy: "1", kwd: "0.001" },
  },
});

async function customerIn(currency: string) {
  await openBooks("2026-04-01T00:00:00Z");
  await inTransaction(books(), (tx) => applyCatalog(tx, catalog));
  opened = await Customer.open({ currency });
  return opened;
}

const buy = (customer: Customer, credits: bigint) =>
  buyPack(customer, { credits, grants: "on_payment" });

/** As its page says: its status, what is open, and of which others what is due with it. */
async function page(customer: Customer, invoiceId: InvoiceId | null) {
  if (!invoiceId) throw new Error("There is an invoice to look at");
  const who = { role: "tallybook_portal", account: customer.id } as const;
  const told = await readAs(customer.db, who, (tx) => readInvoice(tx, customer.id, invoiceId));
  const carried = told.carried.map(({ number, due }) => `${number} ${due.minor}`);
  return { status: told.status, due: told.due.minor, dueAt: told.dueAt, carried };
}

describe("less than a processor charges (BOOKS B11)", () => {
  test("is not paid by itself in the portal, and is paid with the invoice that takes it along", async () => {
    const customer = await customerIn("usd");
    const small = await buy(customer, 30n);
    await setClock("2026-04-02T00:00:00Z");
    const large = await buy(customer, 500n);
    const { invoices } = portalOf(customer.id, { role: "owner", userId: newId() }, books());
    const [alone, carrier] = [small.invoiceId, large.invoiceId];
    if (!alone || !carrier) throw new Error("Both have an invoice");
    await expect(invoices.payNow({ invoiceId: alone })).rejects.toMatchObject({
      cause: { code: "invoice_not_payable", message: expect.stringContaining("due with the next") },
    });
    await invoices.payNow({ invoiceId: carrier });
    // 30 cents and $5.00, at once.
    expect(await customer.books()).toMatchObject({ bank: 530n });
    expect((await customer.invoices()).map(({ status }) => status)).toEqual(["paid", "paid"]);
  });

  test("is carried: 30 cents are issued, granted, have no day, and are never overdue", async () => {
    const customer = await customerIn("usd");
    await customer.pay((await customer.start("ten")).invoiceId);
    const { shown, outcome, invoiceId } = await buy(customer, 30n);
    expect(shown.money).toMatchObject({
      ...{ total: { minor: 30n }, carriedOn: { minor: 30n }, dueNow: { minor: 0n } },
    });
    // Nobody would ever pay it by itself, so its credits do not wait for that.
    expect(outcome).toBe("changed");
    expect(await customer.balance()).toMatchObject({ available: 30n });
    await setClock("2026-04-28T00:00:00Z");
    expect(await page(customer, invoiceId)).toEqual({
      ...{ status: "carried", due: 30n, dueAt: null, carried: [] },
    });
    const who = { role: "tallybook_portal", account: customer.id } as const;
    const next = await readAs(customer.db, who, (tx) => readNextInvoice(tx, customer.id));
    expect(next).toMatchObject({ upcoming: { total: { minor: 1_000n } }, carried: { minor: 30n } });
    // No invoice is overdue: a change is made.
    await customer.change("five");
  });

  test("is due with the next invoice, and paid with it", async () => {
    const customer = await customerIn("usd");
    await customer.pay((await customer.start("ten")).invoiceId);
    const small = await buy(customer, 30n);
    const { money } = await previewOfPack(customer, { credits: 1_200n, grants: "on_payment" });
    expect(money).toMatchObject({
      ...{ total: { minor: 1_200n }, carriedIn: { minor: 30n }, dueNow: { minor: 1_230n } },
    });
    await advance("2026-05-01T01:00:00Z");
    const renewal = (await customer.invoices()).at(-1);
    expect(await page(customer, renewal?.id ?? null)).toMatchObject({
      ...{ status: "issued", due: 1_000n, carried: ["INV-000002 30"] },
    });
    await customer.pay(renewal?.id ?? null);
    expect(await page(customer, small.invoiceId)).toMatchObject({ status: "paid", due: 0n });
    expect(await customer.books()).toMatchObject({ bank: 2_030n });
    expect(await customer.books()).not.toHaveProperty("receivable");
  });

  test("adds up: 30 and 20 cents are 50, and due together", async () => {
    const customer = await customerIn("usd");
    await buy(customer, 30n);
    const second = await buy(customer, 20n);
    expect(second.shown.money).toMatchObject({
      ...{ carriedIn: { minor: 30n }, carriedOn: { minor: 0n }, dueNow: { minor: 50n } },
    });
    expect(second.outcome).toBe("awaiting_payment");
    expect(await customer.balance()).toMatchObject({ available: 30n });
    await customer.pay(second.invoiceId);
    expect(await customer.balance()).toMatchObject({ available: 50n });
    expect((await customer.invoices()).map(({ status }) => status)).toEqual(["paid", "paid"]);
  });

  test("is not due with what was sent before it", async () => {
    const customer = await customerIn("usd");
    const { invoiceId } = await customer.start("ten");
    const small = await buy(customer, 30n);
    expect(await page(customer, invoiceId)).toMatchObject({ carried: [] });
    await customer.pay(invoiceId);
    expect(await page(customer, small.invoiceId)).toMatchObject({ status: "carried" });
    // Whoever pays it by itself, outside the processor, may.
    await customer.pay(small.invoiceId);
    expect(await page(customer, small.invoiceId)).toMatchObject({ status: "paid" });
  });

  test("is paid from account credit first, as everything is; what credit leaves may be too small too", async () => {
    const customer = await customerIn("usd");
    await customer.pay((await customer.start("ten")).invoiceId);
    const first = await buy(customer, 30n);
    await setClock("2026-04-16T00:00:00Z");
    // -5.00 + 2.50: 0.30 of 2.50 pay the small one, 2.20 are kept.
    await customer.change("five");
    expect(await page(customer, first.invoiceId)).toMatchObject({ status: "paid" });
    const second = await buy(customer, 240n);
    expect(second.shown.money).toMatchObject({
      ...{ creditApplied: { minor: 220n }, carriedOn: { minor: 20n }, dueNow: { minor: 0n } },
    });
    expect(await page(customer, second.invoiceId)).toMatchObject({ status: "carried", due: 20n });
  });

  test("of which a credit leaves too little has its day no more", async () => {
    const customer = await customerIn("usd");
    await customer.pay((await customer.start("five")).invoiceId);
    const { invoiceId } = await buyPack(customer, { credits: 270n });
    await setClock("2026-04-16T00:00:00Z");
    expect(await page(customer, invoiceId)).toMatchObject({ status: "overdue", due: 270n });
    const { quoteId } = await customer.previewEnd("now");
    // 2.50 come back and pay as much of it.
    await customer.confirm(quoteId);
    expect(await page(customer, invoiceId)).toEqual({
      ...{ status: "carried", due: 20n, dueAt: null, carried: [] },
    });
  });

  test("stays open after the end, until something follows or it is given up", async () => {
    const customer = await customerIn("usd");
    await customer.pay((await customer.start("ten")).invoiceId);
    await setClock("2026-04-30T23:00:00Z");
    const { invoiceId } = await buy(customer, 30n);
    const { quoteId } = await customer.previewEnd("period_end");
    await customer.confirm(quoteId);
    await advance("2026-08-01T00:00:00Z");
    expect(await page(customer, invoiceId)).toMatchObject({ status: "carried", due: 30n });
    if (!invoiceId) throw new Error("There is an invoice to end");
    const request = { ...customer.request("end"), invoiceId, reason: "Too little" };
    await inTransaction(customer.db, (tx) =>
      giveUpInvoice(tx, { ...request, as: "uncollectible" }),
    );
    expect(await customer.books()).not.toHaveProperty("receivable");
  });

  test.each([
    ["jpy", 49n, 50n],
    ["kwd", 150n, 160n],
  ])("in %s: %s is carried, %s is due", async (currency, less, enough) => {
    const customer = await customerIn(currency);
    const due = async (credits: bigint) => {
      const asker = { accountId: customer.id, author: { actor: "test", requestId: "test" } };
      const wanted = { credits, grants: "on_payment" as const };
      const { money } = await inTransaction(customer.db, (tx) => previewPack(tx, asker, wanted));
      return [money.dueNow.minor, money.carriedOn.minor];
    };
    expect(await due(less)).toEqual([0n, less]);
    expect(await due(enough)).toEqual([enough, 0n]);
  });

  test("is what the catalogue says, where that is more", async () => {
    const customer = await customerIn("usd");
    const more = defineCatalog({ ...catalog, minimumCharge: { usd: 500n } });
    await inTransaction(books(), (tx) => applyCatalog(tx, more));
    const { shown } = await buy(customer, 499n);
    expect(shown.money).toMatchObject({ dueNow: { minor: 0n }, carriedOn: { minor: 499n } });
  });
});

test("a renewal that costs less than can be charged waits for nobody, whatever else is overdue", async () => {
  const customer = await customerIn("usd");
  const off = { kind: "percent" as const, ppm: ppmOf("99.8") };
  await inTransaction(customer.db, (tx) =>
    applyDiscount(tx, customer.id, { code: "NEARLY", off, cycles: null }),
  );
  // 99.00 less 98.80.
  const { invoiceId } = await customer.start("pro", { grants: "on_payment" });
  expect(await page(customer, invoiceId)).toMatchObject({ status: "carried", due: 20n });
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
  const pack = await buyPack(customer, { credits: 1_200n });
  await advance("2026-05-01T01:00:00Z");
  expect(await page(customer, pack.invoiceId)).toMatchObject({
    ...{ status: "overdue", carried: ["INV-000001 20"] },
  });
  expect(await customer.balance()).toMatchObject({ available: 21_200n });
});

test("a change that costs less than can be charged is made at once, and carried", async () => {
  const customer = await customerIn("usd");
  await customer.pay((await customer.start("five")).invoiceId);
  await setClock("2026-04-30T12:00:00Z");
  const { shown, outcome } = await customer.change("ten", { grants: "on_payment" });
  // Half a day of thirty: 0.08 of 5.00 back, 0.17 of 10.00.
  expect(shown.money).toMatchObject({ carriedOn: { minor: 9n }, dueNow: { minor: 0n } });
  expect(outcome).toBe("changed");
  await advance("2026-05-01T01:00:00Z");
  const renewal = (await customer.invoices()).at(-1);
  expect(await page(customer, renewal?.id ?? null)).toMatchObject({
    ...{ due: 1_000n, carried: ["INV-000002 9"] },
  });
});
