import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { Period } from "@/lib/time";
import type { Moved } from "./movement";
import { prepareMovements } from "./movement-queries";
import { toldApart } from "./rollup-queries";

/**
 * What moved in a month as it was cut, and with `opening` all that counts before it. From the transfers alone: what a month is
 * closed with, and what it is held against later, trusts no sums.
 */
export async function listBooked(
  tx: Tx,
  {
    month,
    start,
    end,
    timezone,
    opening,
  }: Period & { month: string; timezone: string; opening: boolean },
): Promise<Moved[]> {
  await prepareMovements(tx, timezone);
  const { rows } = await sql<Omit<Moved, "amount"> & { amount: string }>`
    with booked as (
      select account_id, account_version, kind, case when booked_at >= ${start} then ${month}::text end as month
      from ledger_transactions where booked_at < ${end} and (${opening} or booked_at >= ${start}))
    select month, kind, from_kind as "from", to_kind as "to", asset, about, grant_month as "grantMonth",
      sum(amount)::text as amount
    from (${sql.raw(toldApart("booked", { byKey: false }))}) told
    group by 1, 2, 3, 4, 5, 6, 7 order by 1 nulls first, 2, 3, 4, 5, 6, 7`.execute(tx);
  // All accounts together may come to more than one of them can.
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}
