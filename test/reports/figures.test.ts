import { expect, test } from "vitest";
import { cellReports } from "@/billing/reports/finance/cell";
import { readCell } from "@/billing/reports/finance/read-cell";
import {
  type ReportQuestion,
  readCredits,
  readDeferred,
  readMoney,
  readRevenue,
  readUnitEconomics,
} from "@/billing/reports/finance/read-figures";
import type { Dimension } from "@/billing/reports/finance/tally";
import { advance, Customer, openBooks } from "../books";
import { paidPack, refunded } from "../refunds/refunding";
import { later, nowKnown, report, sum, timezone } from "./reading";

async function ask(by: Dimension[] = []): Promise<ReportQuestion> {
  return { from: "2026-01", to: "2026-04", by, asOf: await nowKnown(), timezone };
}

/** Only what is not nothing, so that a row reads as what happened. */
function told(rows: readonly object[]) {
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== 0n)),
  );
}

/** BOOKS B17: a pack of 10,000 for $100 + 20 %, 6,000 used in March, $60 refunded by policy in April. */
async function refundedPack() {
  const { customer, stripe, invoiceId } = await paidPack();
  await customer.consume(6_000n);
  await advance("2026-04-10T00:00:00Z");
  await refunded({ customer, stripe, invoiceId });
  await later();
}

test("credits of a refunded pack: what was granted, used, taken back and owed", async () => {
  await refundedPack();
  const asked = await ask(["category"]);
  const usd = { currency: "usd" };
  // The slice of $60.00 of $120.00 is 5,000: 4,000 were left, 1,000 are owed (credits nobody has).
  expect(told(await report((tx) => readCredits(tx, asked)))).toEqual([
    {
      ...usd,
      month: "2026-03",
      category: "pack",
      granted: 10_000n,
      consumed: 6_000n,
      change: 4_000n,
    },
    { ...usd, month: "2026-04", revoked: 1_000n, owed: 1_000n },
    { ...usd, month: "2026-04", category: "pack", revoked: 4_000n, change: -4_000n },
  ]);
});

test("deferred revenue of it opens, is earned, goes back, and closes with the ledger", async () => {
  await refundedPack();
  const asked = { ...(await ask()), from: "2026-03" };
  // $100.00 net came in and $60.00 were earned; of the $50.00 net that went back $40.00 was not earned yet.
  expect(told(await report((tx) => readDeferred(tx, asked)))).toEqual([
    ...[
      {
        month: "2026-03",
        currency: "usd",
        billed: 10_000n,
        recognized: 6_000n,
        closing: 4_000n,
        ledger: 4_000n,
      },
    ],
    ...[{ month: "2026-04", currency: "usd", opening: 4_000n, refunds: 4_000n }],
  ]);
  // The same month by itself opens with what there was before.
  const april = await report((tx) => readDeferred(tx, { ...asked, from: "2026-04" }));
  expect(told(april)).toEqual([
    { month: "2026-04", currency: "usd", opening: 4_000n, refunds: 4_000n },
  ]);
});

test("revenue of it by pack, and what 1,000 credits brought", async () => {
  await refundedPack();
  const usd = { currency: "usd" };
  const rows = await report(async (tx) => readRevenue(tx, await ask(["pack"])));
  expect(told(rows)).toEqual([
    { ...usd, month: "2026-03", pack: "pack_10000", earnedByPacks: 6_000n, net: 6_000n },
    { ...usd, month: "2026-04", refunds: 1_000n, net: -1_000n },
  ]);
  // $60.00 for 6,000 credits: $10.00 for 1,000.
  expect(told(await report(async (tx) => readUnitEconomics(tx, await ask())))).toEqual([
    {
      ...usd,
      month: "2026-03",
      of: "packs",
      revenue: 6_000n,
      credits: 6_000n,
      perThousand: 1_000n,
    },
  ]);
});

test("what is given away is kept apart, and overage is its plan's", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("rolling"); // $10.00, 1,000 credits, $0.01 a credit beyond
  await customer.grant(200n, { category: "goodwill", priority: 1 });
  await customer.consume(1_300n); // 200 given first, 1,000 of the allowance, 100 beyond
  await advance("2026-01-31T00:00:00Z");
  await later();
  const asked = { ...(await ask(["plan", "category"])), to: "2026-01" };
  const all = { month: "2026-01", currency: "usd" };
  expect(told(await report((tx) => readCredits(tx, asked)))).toEqual([
    { ...all, category: "goodwill", granted: 200n, change: 200n },
    { ...all, plan: "rolling", consumed: 100n, overage: 100n },
    { ...all, plan: "rolling", category: "allowance", granted: 1_000n, consumed: 1_000n },
    { ...all, plan: "rolling", category: "goodwill", consumed: 200n, change: -200n },
  ]);
  // All of the allowance is used, so all of its $10.00 is earned; and $1.00 beyond: $11.00 for 1,100 credits.
  expect(told(await report((tx) => readUnitEconomics(tx, asked)))).toEqual([
    { ...all, of: "given", credits: 200n },
    { ...all, of: "plan", plan: "rolling", revenue: 1_100n, credits: 1_100n, perThousand: 1_000n },
  ]);
});

const readers = {
  money: readMoney,
  credits: readCredits,
  revenue: readRevenue,
  deferred: readDeferred,
};

test("every cell opens to rows that add up to it, page by page, summed or not", async () => {
  await refundedPack();
  for (const steps of [0, 2, 1_000]) {
    await sum({ versions: 4, accounts: 1, steps });
    let cells = 0;
    for (const name of ["money", "credits", "revenue", "deferred"] as const) {
      const question = { ...(await ask()), from: "2026-03" };
      for (const row of await report<{ month: string; currency: string }[]>((tx) =>
        readers[name](tx, question),
      )) {
        for (const column of cellReports[name].columns) {
          const figure = (row as Record<string, unknown>)[column] as bigint;
          expect([name, column, row.month, await sumOfRows(name, column, row)]).toEqual([
            ...[name, column, row.month, figure],
          ]);
          cells += figure === 0n ? 0 : 1;
        }
      }
    }
    expect(cells).toBe(13); // of money 4, of credits 4, of revenue 2, of deferred revenue 3
  }
});

async function sumOfRows(
  name: keyof typeof readers,
  column: string,
  of: { month: string; currency: string },
) {
  const { month, currency } = of;
  const cell = {
    report: name,
    column,
    currency,
    from: month,
    to: month,
    asOf: await nowKnown(),
    timezone,
  };
  let [after, sum, rows] = [null as Parameters<typeof readCell>[2]["after"], 0n, 0n];
  for (;;) {
    const page = await report((tx) => readCell(tx, cell, { after: after ?? null, limit: 2 }));
    for (const row of page.rows) sum += row.amount;
    rows += BigInt(page.rows.length);
    after = page.next;
    if (after) continue;
    expect([page.total, page.transfers]).toEqual([sum, rows]);
    return sum;
  }
}
