import { sql } from "kysely";
import { expect, test } from "vitest";
import { beginClose } from "@/billing/months/begin";
import { workMonth } from "@/billing/months/work-month";
import { addRollups } from "@/billing/reports/finance/add-rollups";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { chanceFrom, shuffled } from "../chance";
import { patiently } from "../races/clients";
import { type Actor, inOrder, ordersOf } from "../races/explorer";
import { timezone } from "../reports/reading";
import { runs, seed } from "../runs";
import { reopenMonth, snapshotAndNow } from "./closing";

const late = new Date("2026-01-31T23:30:00Z");
const now = new Date("2026-02-01T01:30:00Z");
const february = new Date("2026-02-01T00:00:00Z");

/** January is over, and nothing of it is due any more. */
async function over(customers: number): Promise<Customer[]> {
  await openBooks("2026-01-10T00:00:00Z");
  const all: Customer[] = [];
  for (let index = 0; index < customers; index += 1) {
    const customer = await Customer.open();
    await customer.grant(1_000n);
    all.push(customer);
  }
  await advance(now);
  return all;
}

const begin = (db: Db) =>
  inTransaction(db, (tx) => beginClose(tx, { month: "2026-01", by: "staff:test" }));

/** As often as the worker would: an account that is busy is left for its next run. */
async function work(db: Db): Promise<void> {
  const { failed } = await patiently(() => workMonth(db));
  if (failed.length === 0) return;
  for (const { error } of failed) {
    if ((error as { code?: string }).code !== "retry_later") throw error;
  }
  await work(db);
}

/** How many uses are booked in January and since. */
async function usesOf(): Promise<{ before: bigint; after: bigint }> {
  const { rows } = await sql<{ before: bigint; after: bigint }>`
    select count(*) filter (where x.booked_at < ${february}) as before,
      count(*) filter (where x.booked_at >= ${february}) as after
    from consumptions c
    join ledger_transactions x on x.account_id = c.account_id and x.account_version = c.account_version`.execute(
    books(),
  );
  const [uses] = rows;
  if (!uses) throw new Error("A count has a row");
  return uses;
}

/** Sums days meanwhile, as the worker does. */
const sums = (db: Db) =>
  patiently(() =>
    inTransaction(db, async (tx) => ({
      added: await addRollups(tx, { now, timezone, versions: 3, accounts: 2 }),
    })),
  );

test("late use beside a close lands in the month that is closed or after it, whatever comes first", async () => {
  const [customer] = await over(1);
  if (!customer) throw new Error("There is one");
  const actors: Actor[] = [
    // Each of its transactions begins at a gate: the beginning, the accounts, the figures, the end.
    { act: (db) => begin(db).then(() => work(db)), stopsBefore: (edge) => edge % 2 === 0 },
    { act: (db) => customer.in(db).consume(1n, { occurredAt: late }), stopsBefore: () => true },
    { act: sums, stopsBefore: (edge) => edge === 1 },
  ];
  const landed = { before: 0n, after: 0n };
  // The use has a beginning and a commit; all orders of both with the close's seven, the sums once in each.
  const orders = ordersOf([7, 3, 1]);
  const tried = shuffled(orders, chanceFrom(seed())).slice(0, runs(24, orders.length));
  for (const order of tried) {
    await setClock(now);
    const was = await usesOf();
    const outcomes = await inOrder(order, actors, books());
    expect(outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason] : []))).toEqual([]);
    const { kept, now: again } = await snapshotAndNow("2026-01");
    expect([order, again]).toEqual([order, kept]);
    const is = await usesOf();
    const [before, after] = [is.before - was.before, is.after - was.after];
    expect([order, before + after]).toEqual([order, 1n]);
    landed.before += before;
    landed.after += after;
    await reopenMonth("2026-01");
  }
  expect([landed.before > 0n, landed.after > 0n]).toEqual([true, true]);
});

test("many write while two workers close: nothing is lost, nothing comes into the month afterwards", async () => {
  const customers = await over(8);
  const uses = runs(80, 800);
  await begin(books());
  const closing = [work(books()), work(books())];
  const using = Array.from({ length: uses }, (_, index) =>
    patiently(async () => {
      const one = customers[index % customers.length];
      return await one?.consume(1n, { occurredAt: late, key: `use-${index}` });
    }),
  );
  const opening = Array.from({ length: 6 }, async () => {
    const one = await patiently(() => Customer.open());
    await patiently(() => one.start("pro", { startsAt: new Date("2026-01-20T00:00:00Z") }));
  });
  await Promise.all([...closing, ...using, ...opening, sums(books()), sums(books())]);
  const { kept, now: again } = await snapshotAndNow("2026-01");
  expect(again).toBe(kept);
  const { before, after } = await usesOf();
  expect(before + after).toBe(BigInt(uses));
  const { rows } = await sql<{ open: bigint }>`
    select count(*) as open from account_books where closed_through is distinct from ${february}`.execute(
    books(),
  );
  expect(rows).toEqual([{ open: 0n }]);
});
