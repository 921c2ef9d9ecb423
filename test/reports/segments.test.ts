import { beforeEach, expect, test } from "vitest";
import { upsertAccount } from "@/billing/accounts/upsert";
import {
  type ReportQuestion,
  readCredits,
  readDeferred,
  readMoney,
  readRevenue,
} from "@/billing/reports/finance/read-figures";
import type { RowKey } from "@/billing/reports/finance/tally";
import type { Tx } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks } from "../books";
import { inputOf } from "../customer-options";
import { everyReport, later, nowKnown, report, sum, timezone } from "./reading";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

function move(customer: Customer, segment: string) {
  const input = { ...inputOf(customer.externalId, "UTC"), segment };
  return inTransaction(books(), (tx) => upsertAccount(tx, input));
}

async function payAll(customer: Customer): Promise<void> {
  for (const { id, status } of await customer.invoices()) {
    if (status === "issued") await customer.pay(id);
  }
}

/** Only what is not nothing. */
function told(rows: readonly object[]) {
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== 0n)),
  );
}

async function asked(from: string, to: string, segment?: string) {
  return { from, to, segment, by: ["segment"] as const, timezone, asOf: await nowKnown() };
}

/**
 * Two on a plan of $10.00: one from 1 January, three times of another segment in six weeks; one from 16 January, of none. By
 * February's end it was `smb` first, then `startup`, `enterprise` as January ended, and `smb` again.
 */
async function moved() {
  const [moves, stays] = [await Customer.open(), await Customer.open()];
  await move(moves, "smb");
  await moves.pay((await moves.start("ten")).invoiceId);
  await advance("2026-01-10T00:00:00Z");
  await move(moves, "startup");
  await advance("2026-01-16T00:00:00Z");
  await stays.pay((await stays.start("ten")).invoiceId);
  await advance("2026-01-25T00:00:00Z");
  await sum();
  await move(moves, "enterprise");
  await advance("2026-02-10T00:00:00Z");
  await payAll(moves);
  await later();
  const known = (await nowKnown()).known;
  const january = await everyReport({ from: "2026-01", to: "2026-01" }, { at: null, known });
  await move(moves, "smb");
  await advance("2026-03-01T00:00:00Z");
  await later();
  return { january, known };
}

test("all of a month stands under the segment an account was in when it ended, booked before it moved or after", async () => {
  await moved();
  // 16 of the 31 days that began on the 16th: half-up 1,000 × 16 ∕ 31 = 516, and 484 in February up to the 16th.
  const january = { month: "2026-01", currency: "usd" };
  const february = { ...january, month: "2026-02" };
  for (const steps of [0, 2, 1_000]) {
    await sum({ versions: 2, accounts: 1, steps });
    const rows = await report(async (tx) => readRevenue(tx, await asked("2026-01", "2026-02")));
    expect(told(rows).filter(({ segment }) => segment)).toEqual([
      { ...january, segment: "enterprise", earnedByPlans: 1_000n, net: 1_000n },
      { ...february, segment: "smb", earnedByPlans: 1_000n, net: 1_000n },
    ]);
    expect(told(rows).filter(({ segment }) => !segment)[0]).toEqual({
      ...{ ...january, earnedByPlans: 516n, net: 516n },
    });
  }
});

test("segments add up to the whole, whatever is asked, and each alone is its rows among all", async () => {
  await moved();
  const columns = (row: object) =>
    Object.entries(row).filter((one): one is [string, bigint] => typeof one[1] === "bigint");
  const sumsOf = (rows: readonly { month: string }[]) => {
    const sums: Record<string, bigint> = {};
    for (const row of rows) {
      for (const [name, figure] of columns(row)) {
        sums[`${row.month} ${name}`] = (sums[`${row.month} ${name}`] ?? 0n) + figure;
      }
    }
    return sums;
  };
  const readers: ((tx: Tx, question: ReportQuestion) => Promise<RowKey[]>)[] = [
    ...[readMoney, readRevenue],
    readCredits,
  ];
  for (const read of readers) {
    const question = await asked("2026-01", "2026-02");
    const apart = await report((tx) => read(tx, question));
    const whole = await report((tx) => read(tx, { ...question, by: [] }));
    expect(sumsOf(apart)).toEqual(sumsOf(whole));
    for (const segment of ["smb", "startup", "enterprise", ""]) {
      const alone = await report((tx) => read(tx, { ...question, segment }));
      expect(alone).toEqual(apart.filter((row) => (row.segment ?? "") === segment));
    }
  }
});

test("deferred revenue of a segment follows who is in it at the last month: it opens with what it closed with", async () => {
  await moved();
  const deferred = async (to: string, segment: string) =>
    told(await report(async (tx) => readDeferred(tx, await asked("2026-01", to, segment))));
  const first = { month: "2026-01", currency: "usd", billed: 1_000n, recognized: 1_000n };
  expect(await deferred("2026-01", "enterprise")).toEqual([first]);
  expect(await deferred("2026-01", "smb")).toEqual([]);
  // Of the two months together all is smb's, January's too.
  expect(await deferred("2026-02", "smb")).toEqual([first, { ...first, month: "2026-02" }]);
  expect(await deferred("2026-02", "enterprise")).toEqual([]);
  // Of none: $5.16 of $10.00 earned by January's end, $4.84 and 13 days' 1,000 × 13 ∕ 28 = $4.64 in February.
  expect(await deferred("2026-02", "")).toEqual([
    { ...first, recognized: 516n, closing: 484n, ledger: 484n },
    {
      ...{ month: "2026-02", currency: "usd", opening: 484n, billed: 1_000n, recognized: 948n },
      ...{ closing: 536n, ledger: 536n },
    },
  ]);
});

test("a month that is over keeps its segments: who moves later moves later months alone", async () => {
  const { january, known } = await moved();
  const months = { from: "2026-01", to: "2026-01" };
  expect(await everyReport(months, { at: null, known })).toBe(january);
  expect(await everyReport(months, await nowKnown())).toBe(january);
  await sum();
  expect(await everyReport(months, await nowKnown())).toBe(january);
});
