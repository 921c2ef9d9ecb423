import { sql } from "kysely";
import { expect, test } from "vitest";
import { listEarningAccounts } from "@/billing/accounts/books-queries";
import { catchUp, runDue } from "@/billing/catch-up";
import { lockAccounts } from "@/billing/snapshot";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { buyPack } from "../packs";

/** What was recognized of an account, by the instant it is dated at: minor units, breakage apart. */
async function earnedOf(customer: Customer): Promise<[string, bigint][]> {
  const { rows } = await sql<{ at: Date; minor: bigint; kind: string }>`
    select x.occurred_at as at, f.kind, sum(t.amount)::int8 as minor
    from ledger_transactions x
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    where x.account_id = ${customer.id} and x.kind = 'recognize' group by 1, 2 order by 1, 2`.execute(
    books(),
  );
  return rows.map(({ at, kind, minor }) => [
    `${at.toISOString().slice(0, 16)}${kind === "revenue.breakage" ? " breakage" : ""}`,
    minor,
  ]);
}

const sum = (rows: [string, bigint][]) => rows.reduce((total, [, minor]) => total + minor, 0n);

test("a month for $99.00 is earned day by day, whether the run came each day or not", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro");
  await advance("2026-04-01T23:59:59Z");
  expect(await earnedOf(customer)).toEqual([]);
  // On time, again, then nine days late, then to the end of the month in one go.
  for (const at of ["02T00:00:00", "02T00:00:00", "11T12:00:00", "30T23:00:00"]) {
    await advance(`2026-04-${at}Z`);
  }
  const days = Array.from({ length: 29 }, (_, day) => `${day + 2}`.padStart(2, "0"));
  const inApril = days.map((day) => [`2026-04-${day}T00:00`, 330n]);
  expect(await earnedOf(customer)).toEqual(inApril);
  expect((await customer.books()).deferred_revenue).toBe(-330n);
  // At the boundary the day goes first: the last 3.30 are April's.
  await advance("2026-05-01T00:00:00Z");
  expect(await earnedOf(customer)).toEqual([...inApril, ["2026-05-01T00:00", 330n]]);
});

test("of a leap February each day is a 29th, rounded as one sum: 3.41, 3.42, 3.41", async () => {
  await openBooks("2028-02-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro");
  await advance("2028-03-01T00:00:00Z");
  const earned = await earnedOf(customer);
  expect(earned).toHaveLength(29);
  expect(earned.slice(0, 3).map(([, minor]) => minor)).toEqual([341n, 342n, 341n]);
  expect(sum(earned)).toBe(9_900n);
});

test("a year that drips earns each of its months by itself: 82.50, whatever days it has", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro_yearly");
  await advance("2026-03-01T00:00:00Z");
  const earned = await earnedOf(customer);
  expect(earned.map(([at]) => at).at(-1)).toBe("2026-03-01T00:00");
  expect([earned.length, sum(earned), sum(earned.slice(0, 31))]).toEqual([60, 16_500n, 8_250n]);
  // 82.50 ∕ 31 = 2.66 a day of January. Of February 82.50 ∕ 672 with what expired at one, and by the end of
  // that day 82.50 ∕ 28 = 2.95 in all, rounded with January's as one sum.
  expect(earned[0]?.[1]).toBe(266n);
  expect(earned.slice(31, 33)).toEqual([
    ["2026-02-01T01:00", 12n],
    ["2026-02-02T00:00", 283n],
  ]);
});

test("a pack is earned on the days it was used, and what is left on the day it ends", async () => {
  await openBooks("2026-01-10T12:00:00Z");
  const customer = await Customer.open();
  await buyPack(customer, { pack: "pack_10000" });
  await customer.consume(2_500n);
  // The worker was away: who uses next books what was missed first, by what was left then.
  await setClock("2026-01-11T00:00:00Z");
  await customer.consume(1_000n);
  await setClock("2026-01-13T09:00:00Z");
  await customer.consume(500n);
  await setClock("2026-01-20T00:00:00Z");
  await customer.consume(4_000n);
  const used: [string, bigint][] = [
    ["2026-01-11T00:00", 2_500n],
    ["2026-01-12T00:00", 1_000n],
    ["2026-01-14T00:00", 500n],
  ];
  expect(await earnedOf(customer)).toEqual(used);
  await advance("2026-02-01T00:00:00Z");
  await advance("2027-01-10T13:00:00Z");
  expect(await earnedOf(customer)).toEqual([
    ...used,
    ["2026-01-21T00:00", 4_000n],
    ["2027-01-10T13:00 breakage", 2_000n],
  ]);
  expect((await customer.books()).deferred_revenue ?? 0n).toBe(0n);
});

test("what is taken back after days nobody ran books those days first", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro");
  await setClock("2026-04-04T12:00:00Z");
  await customer.change("scale");
  const earned = await earnedOf(customer);
  // Three days of 3.30, and the half day to the change at its own instant.
  expect(earned).toEqual([
    ["2026-04-02T00:00", 330n],
    ["2026-04-03T00:00", 330n],
    ["2026-04-04T00:00", 330n],
    ["2026-04-04T12:00", 165n],
  ]);
});

test("cut off between two sets it goes on with the other, and nothing is booked twice", async () => {
  const db = await openBooks("2026-04-01T00:00:00Z");
  const customers = [await Customer.open(), await Customer.open(), await Customer.open()];
  for (const customer of customers) await customer.start("pro");
  const until = await setClock("2026-04-03T06:00:00Z");
  const of = { until, passed: [], withinSeconds: 86_400 };
  await inTransaction(db, async (tx) => {
    const first = await listEarningAccounts(tx, { ...of, limit: 1 });
    await catchUp(tx, await lockAccounts(tx, first.accountIds), first.until);
  });
  expect((await listLeft()).length).toBe(2);
  expect(await runDue(db, until)).toEqual({ accounts: 2, failed: [] });
  expect(await runDue(db, until)).toEqual({ accounts: 0, failed: [] });
  for (const customer of customers) {
    expect(await earnedOf(customer)).toEqual([
      ["2026-04-02T00:00", 330n],
      ["2026-04-03T00:00", 330n],
    ]);
  }

  async function listLeft() {
    return await inTransaction(db, async (tx) => {
      const { accountIds } = await listEarningAccounts(tx, { ...of, limit: 10 });
      return accountIds;
    });
  }
});
