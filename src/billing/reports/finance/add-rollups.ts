import type { Tx } from "@/db/client";
import { addSeconds } from "@/lib/time";
import { longestTransactionSeconds } from "./as-of";
import { addNextSums } from "./rollup-queries";

// Some tens of thousands of transfers at a time, so that a long history is caught up in steps.
const accountsAtOnce = 100;
const versionsEach = 1_000;

/**
 * Sums transfers by month for the reports, of accounts whose ledgers have moved on; answers how many ledger
 * transactions were summed. With nothing to sum it looks at one number an account.
 *
 * Sums are derived: no figure depends on whether they are there, only how fast it is read. They stay behind the
 * ledger by the longest transaction, so that a report of what was known then can use all of them.
 */
export async function addRollups(
  tx: Tx,
  {
    now,
    timezone,
    accounts = accountsAtOnce,
    versions = versionsEach,
  }: { now: Date; timezone: string; accounts?: number; versions?: number },
): Promise<bigint> {
  const through = addSeconds(now, -longestTransactionSeconds);
  return await addNextSums(tx, { through, timezone, accounts, versions });
}
