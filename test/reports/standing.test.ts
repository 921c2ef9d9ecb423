import { expect, test } from "vitest";
import { listMrr } from "@/billing/reports/finance/mrr-queries";
import { readCreditAges, readReceivables } from "@/billing/reports/finance/read-ageing";
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
  await sum({ versions: 2 });
  expect(await read("2026-02")).toEqual({ owed, documents });
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
  const read = () => report((tx) => readCreditAges(tx, { through: "2026-03", asOf, timezone }));
  const expected = [
    { currency: "usd", category: "goodwill", thisMonth: 50n, total: 50n },
    { currency: "usd", category: "promo", thisMonth: 200n, to3: 160n, held: 40n, total: 400n },
  ];
  expect(told(await read())).toEqual(expected);
  await sum({ versions: 2 });
  expect(told(await read())).toEqual(expected);
});
