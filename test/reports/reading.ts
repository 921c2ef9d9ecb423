import { addRollups } from "@/billing/reports/finance/add-rollups";
import { type AsOf, asOfNow, type Months } from "@/billing/reports/finance/as-of";
import {
  readCredits,
  readDeferred,
  readMoney,
  readRevenue,
  readUnitEconomics,
} from "@/billing/reports/finance/read-figures";
import { getNow } from "@/billing/reports/queries";
import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { addSeconds } from "@/lib/time";
import { books, setClock } from "../books";

export const timezone = "UTC";

/** Some minutes on, when nothing that was booked can change any more. */
export async function later(db: Db = books()): Promise<Date> {
  return await setClock(addSeconds(await getNow(db), 600), db);
}

/** Reads as reports do. */
export async function report<T>(work: (tx: Tx) => Promise<T>, db: Db = books()): Promise<T> {
  return await readAs(db, { role: "tallybook_read" }, work);
}

export async function nowKnown(db: Db = books()): Promise<AsOf> {
  return asOfNow(await getNow(db));
}

/** Sums ledgers up to now, in steps of a size, so many times at most. */
export async function sum(
  { versions = 3, accounts = 2, steps = 1_000 } = {},
  db: Db = books(),
): Promise<void> {
  const now = await getNow(db);
  for (let step = 0; step < steps; step += 1) {
    const size = { now, timezone, versions, accounts };
    if ((await inTransaction(db, (tx) => addRollups(tx, size))) === 0n) return;
  }
}

/** Every report of some months as it goes over the wire. */
export async function everyReport(months: Months, asOf: AsOf): Promise<string> {
  const asked = { ...months, asOf, timezone, by: ["plan", "segment", "category", "pack"] as const };
  const all = await report(async (tx) => [
    ...[await readMoney(tx, asked), await readCredits(tx, asked), await readRevenue(tx, asked)],
    ...[await readUnitEconomics(tx, asked), await readDeferred(tx, asked)],
  ]);
  return JSON.stringify(all, (_, value) => (typeof value === "bigint" ? `${value}` : value));
}
