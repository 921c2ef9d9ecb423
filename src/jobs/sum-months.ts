import { addRollups } from "@/billing/reports/finance/add-rollups";
import { forgetSumsOfOtherZones } from "@/billing/reports/finance/rollup-queries";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { getClock } from "./queries";

/** Sums what ledgers have moved on by, step by step until nothing is left that is old enough. */
export async function sumMonths(db: Db, timezone: string): Promise<void> {
  const { now } = await getClock(db);
  await inTransaction(db, (tx) => forgetSumsOfOtherZones(tx, timezone));
  let some: bigint;
  do some = await inTransaction(db, (tx) => addRollups(tx, { now, timezone }));
  while (some > 0n);
}
