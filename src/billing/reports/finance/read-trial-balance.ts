import type { Tx } from "@/db/client";
import type { AsOf, Month } from "./as-of";
import { listMovements } from "./movement-queries";
import { type TrialRow, trialBalanceOf } from "./trial-balance";

/**
 * RC4: the ledger in one table, through the end of a month of the house as it was booked and known at an instant (BOOKS B15). It
 * opens with the month, or with an earlier one where `from` says so. Of each asset all closings add up to 0.
 */
export async function readTrialBalance(
  tx: Tx,
  {
    through,
    asOf,
    timezone,
    from = through,
  }: { through: Month; asOf: AsOf; timezone: string; from?: Month },
): Promise<TrialRow[]> {
  const months = { from, to: through };
  return trialBalanceOf(await listMovements(tx, { ...months, asOf, timezone, opening: true }));
}
