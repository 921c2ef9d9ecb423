import { expect, test } from "vitest";
import { listMrr } from "@/billing/reports/finance/mrr-queries";
import { readCreditAges, readReceivables } from "@/billing/reports/finance/read-ageing";
import {
  readStandingCell,
  type StandingReport,
  standingColumns,
} from "@/billing/reports/finance/read-standing-cell";
import { advance, Customer, openBooks, setClock } from "../books";
import { later, nowKnown, report, sum, timezone } from "./reading";

/** Only what is not nothing. */
function told(rows: readonly object[]) {
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== 0n)),
  );
}

/** Nobody changes a plan while something is overdue. */
async function payAll(customer: Customer): Promise<void> {
  for (const { id, status } of await customer.invoices()) {
    if (status === "issued") await customer.pay(id);
  }
}

const months = { from: "2026-01", to: "2026-05" };
const mrr = async (known = new Date(0)) => {
  const asOf = known.getTime() > 0 ? { at: null, known } : await nowKnown();
  return await report((tx) => listMrr(tx, { ...months, asOf, timezone }));
};

test("monthly recurring revenue: new, more, less, gone and back, from opening to closing", async () => {
  await openBooks("2026-01-10T00:00:00Z");
  const [stays, yearly] = [await Customer.open(), await Customer.open()];
  await stays.start("ten"); // $10.00 a month
  await yearly.start("pro_yearly"); // $990.00 a year: $82.50 a month
  await advance("2026-02-20T00:00:00Z");
  await payAll(stays);
  await stays.change("twenty");
  await advance("2026-03-20T00:00:00Z");
  await payAll(stays);
  await stays.change("five");
  await advance("2026-04-20T00:00:00Z");
  await payAll(stays);
  await stays.confirm((await stays.previewEnd("now")).quoteId);
  const before = await later();
  await advance("2026-05-02T00:00:00Z");
  await payAll(stays);
  await stays.start("ten");
  await advance("2026-06-01T00:00:00Z");
  await later();
  const usd = { currency: "usd" };
  const all = [
    { ...usd, month: "2026-01", new: 9_250n, closing: 9_250n, accounts: 2n },
    {
      ...usd,
      month: "2026-02",
      opening: 9_250n,
      expansion: 1_000n,
      closing: 10_250n,
      accounts: 2n,
    },
    {
      ...usd,
      month: "2026-03",
      opening: 10_250n,
      contraction: -1_500n,
      closing: 8_750n,
      accounts: 2n,
    },
    { ...usd, month: "2026-04", opening: 8_750n, churn: -500n, closing: 8_250n, accounts: 1n },
    {
      ...usd,
      month: "2026-05",
      opening: 8_250n,
      reactivation: 1_000n,
      closing: 9_250n,
      accounts: 2n,
    },
  ];
  expect(told(await mrr())).toEqual(all);
  for (const row of await mrr()) {
    const moved = row.new + row.expansion + row.contraction + row.churn + row.reactivation;
    expect(row.opening + moved).toBe(row.closing);
  }
  // Behind each figure stand the accounts that make it, and add up to it.
  for (const row of await mrr()) await expectAddsUp("mrr", row, { ...usd, month: row.month });
  const behind = async (column: string, month: string) =>
    (await cellOf("mrr", column, { ...usd, month })).map(({ accountId, amount }) => [
      ...[accountId, amount],
    ]);
  expect(await behind("new", "2026-01")).toEqual([
    ...[
      [yearly.id, 8_250n],
      [stays.id, 1_000n],
    ], // the largest first
  ]);
  expect(await behind("churn", "2026-04")).toEqual([[stays.id, -500n]]);
  expect(await behind("reactivation", "2026-05")).toEqual([[stays.id, 1_000n]]);
  // As it was known in April: nobody had come back.
  const then = told(await mrr(before)).slice(0, 4);
  expect(then).toEqual(all.slice(0, 4));
});

test("what is owed is aged by document from the day it was due, and adds up to the ledger", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const [owes, paid] = [await Customer.open(), await Customer.open()];
  await owes.start("ten"); // issued on 1 January, due in a week
  await paid.pay((await paid.start("ten")).invoiceId);
  await advance("2026-02-15T00:00:00Z"); // both renewed on 1 February, due on the 8th
  await later();
  const asOf = await nowKnown();
  const read = (through: string) =>
    report((tx) => readReceivables(tx, { through, asOf, timezone }));
  // At the end of January 23 days and a bit over due; of February so far 38 days, and a week for the others.
  expect((await read("2026-01")).owed).toMatchObject([
    { currency: "usd", to30: 1_000n, total: 1_000n },
  ]);
  const { owed, documents } = await read("2026-02");
  expect(told(owed)).toEqual([{ currency: "usd", to60: 1_000n, to30: 2_000n, total: 3_000n }]);
  expect(documents.map(({ days }) => days)).toEqual([39, 7, 7]);
  for (const row of owed) await expectAddsUp("owed", row, { currency: "usd", month: "2026-02" });
  const late = await cellOf("owed", "to60", { currency: "usd", month: "2026-02" });
  expect(late.map(({ accountId, amount }) => [accountId, amount])).toEqual([[owes.id, 1_000n]]);
  await sum({ versions: 2 });
  expect(await read("2026-02")).toEqual({ owed, documents });
});

test("what is booked up to an instant is aged, counted and left as it stood then, however late in the month one looks", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const [owes, pays] = [await Customer.open(), await Customer.open()];
  await owes.start("ten"); // issued on 1 January, due on the 8th
  const { invoiceId } = await pays.start("twenty");
  await setClock("2026-01-20T00:00:00Z");
  await pays.pay(invoiceId);
  await pays.grant(50n, { category: "goodwill" });
  await advance("2026-01-25T00:00:00Z");
  await later();
  const { known } = await nowKnown();
  const at = new Date("2026-01-18T00:00:00Z"); // the 10th day after the 8th
  const asOf = { at, known };
  const of = { through: "2026-01", timezone };
  const booked = await report((tx) => readReceivables(tx, { ...of, asOf }));
  expect(told(booked.owed)).toEqual([{ currency: "usd", to30: 3_000n, total: 3_000n }]);
  expect(booked.documents.map(({ minor, days }) => [minor, days])).toEqual([
    ...[
      [2_000n, 10],
      [1_000n, 10],
    ],
  ]);
  const all = await report((tx) => readReceivables(tx, { ...of, asOf: { at: null, known } }));
  expect(all.documents.map(({ minor, days }) => [minor, days])).toEqual([[1_000n, 18]]);
  const ages = await report((tx) => readCreditAges(tx, { ...of, asOf }));
  expect(ages.map(({ category }) => category)).not.toContain("goodwill");
  // A plan that begins at the very second counts, as its bill does.
  const first = { from: "2026-01", to: "2026-01", timezone };
  const closing = async (then: string) =>
    (await report((tx) => listMrr(tx, { ...first, asOf: { at: new Date(then), known } }))).map(
      (row) => row.closing,
    );
  expect(await closing("2025-12-31T23:59:59Z")).toEqual([]);
  expect(await closing("2026-01-01T00:00:00Z")).toEqual([3_000n]);
});

test("what is left of credits is told by category and the month they came in", async () => {
  await openBooks("2026-01-15T00:00:00Z");
  const customer = await Customer.open();
  await customer.grant(300n, { category: "promo", priority: 10 });
  await setClock("2026-03-10T00:00:00Z");
  await customer.grant(200n, { category: "promo", priority: 90 });
  await customer.grant(50n, { category: "goodwill", priority: 95 });
  await customer.consume(100n); // of January's, by priority
  await customer.hold(40n, "2026-04-01T00:00:00Z"); // of January's too
  await later();
  const asOf = await nowKnown();
  const read = (of = asOf) =>
    report((tx) => readCreditAges(tx, { through: "2026-03", asOf: of, timezone }));
  const expected = [
    { currency: "usd", category: "goodwill", thisMonth: 50n, total: 50n },
    { currency: "usd", category: "promo", thisMonth: 200n, to3: 160n, held: 40n, total: 400n },
  ];
  const other = await Customer.open();
  await other.grant(70n, { category: "goodwill", priority: 95 });
  await later();
  const opens = async () => {
    for (const row of await read(await nowKnown())) {
      await expectAddsUp("ages", row, { ...row, month: "2026-03" });
    }
    const of = { currency: "usd", category: "goodwill", month: "2026-03" };
    expect(await cellOf("ages", "thisMonth", of)).toMatchObject([
      { accountId: other.id, amount: 70n },
      { accountId: customer.id, amount: 50n },
    ]);
    expect(await cellOf("ages", "held", { ...of, category: "promo" })).toMatchObject([
      { accountId: customer.id, amount: 40n },
    ]);
  };
  expect(told(await read())).toEqual(expected);
  await opens();
  await sum({ versions: 2 });
  expect(told(await read())).toEqual(expected);
  await opens();
});

type Place = { currency: string; month: string; category?: string };

async function cellOf(report_: StandingReport, column: string, place: Place) {
  const cell = { ...place, report: report_, column, to: place.month, timezone };
  const asOf = await nowKnown();
  return await report((tx) => readStandingCell(tx, { ...cell, asOf }));
}

/** What stands behind each figure of a row comes to it. */
async function expectAddsUp(of: StandingReport, row: object, place: Place): Promise<void> {
  const figures = row as Record<string, bigint>;
  for (const column of standingColumns[of]) {
    const rows = await cellOf(of, column, place);
    const total = rows.reduce((all, { amount }) => all + amount, 0n);
    expect(total, `${of} ${column} ${place.month}`).toBe(figures[column]);
  }
}
