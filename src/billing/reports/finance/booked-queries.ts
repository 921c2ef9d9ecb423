import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { Period } from "@/lib/time";
import type { Moved } from "./movement";
import { prepareMovements } from "./movement-queries";
import { toldApart } from "./rollup-queries";

/**
 * What moved in a month as it was cut, and with `opening` all that counts before it. From the transfers alone: what a month is
 * closed with, and what it is held against later, trusts no sums. Each account's ways are gathered first: a month has far
 * fewer of them than transfers.
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
    with gathered as materialized (
      select t.account_id, row_number() over () as account_version, 0 as position, x.kind, x.month, t.from_id, t.to_id,
        t.asset, t.invoice_line_id, null::uuid as plan_period_id, null::uuid as grant_id, sum(t.amount) as amount
      from (
        select account_id, account_version, kind, case when booked_at >= ${start} then ${month}::text end as month
        from ledger_transactions where booked_at < ${end} and (${opening} or booked_at >= ${start})) x
      join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
      group by t.account_id, x.kind, x.month, t.from_id, t.to_id, t.asset, t.invoice_line_id),
    booked as (select account_id, account_version, kind, month from gathered)
    select month, kind, from_kind as "from", to_kind as "to", asset, about, grant_month as "grantMonth",
      sum(amount)::text as amount
    from (${sql.raw(toldApart("booked", { byKey: false, transfers: "gathered" }))}) told
    group by 1, 2, 3, 4, 5, 6, 7 order by 1 nulls first, 2, 3, 4, 5, 6, 7`.execute(tx);
  // All accounts together may come to more than one of them can.
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}
