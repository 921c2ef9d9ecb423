import { type RawBuilder, sql } from "kysely";
import { plainArray, timeArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { isChargedTo } from "../credits/consumption-queries";
import { type ExplainedRow, rowsShown, shownOf } from "./explain-queries";
import type { ExplainedRows } from "./explanation";

type Sql = RawBuilder<unknown>;

/** The entries that booked what was used in a stretch, the newest first, each with what of it counts. */
export async function listUseEntries(
  tx: Tx,
  { accountId, from, to }: { accountId: AccountId; from: Date; to: Date },
): Promise<ExplainedRows> {
  const which = sql`c.account_id = ${accountId} and c.occurred_at >= ${from.toISOString()}::timestamptz
    and c.occurred_at < ${to.toISOString()}::timestamptz`;
  return await entriesOf(tx, accountId, { counts: sql`c.credits`, which });
}

/** The same of use beyond all credits, of slices: what each is charged with. */
export async function listOverageEntries(
  tx: Tx,
  accountId: AccountId,
  slices: readonly { periodId: string; slice: { start: Date; end: Date } }[],
): Promise<ExplainedRows> {
  const ids = plainArray(slices.map(({ periodId }) => periodId));
  const starts = timeArray(slices.map(({ slice }) => slice.start));
  const ends = timeArray(slices.map(({ slice }) => slice.end));
  const which = sql`c.account_id = ${accountId} and c.overage > 0 and exists (
    select from unnest(${ids}::uuid[], ${starts}::timestamptz[], ${ends}::timestamptz[]) w (period, start, "end")
    cross join lateral (select c.recorded_at) l
    where w.period = c.plan_period_id and ${isChargedTo({ from: sql`w.start`, to: sql`w."end"` })})`;
  return await entriesOf(tx, accountId, { counts: sql`c.overage`, which });
}

async function entriesOf(
  tx: Tx,
  accountId: AccountId,
  { counts, which }: { counts: Sql; which: Sql },
): Promise<ExplainedRows> {
  const { rows } = await sql<ExplainedRow>`
    with used as (
      select c.account_version as version, sum(${counts})::int8 as amount,
        case when bool_and(c.hold_id is not null) then 'held'
          when sum(c.overage) = sum(${counts}) then 'overage' else 'grant' end as "from"
      from consumptions c where ${which} group by 1)
    select u.version, 0 as position, x.kind, x.occurred_at as at, u."from", 'consumed' as "to", u.amount,
      null as "invoiceId", null as number, s.count, s.amount::int8 as whole
    from (select count(*)::int as count, coalesce(sum(amount), 0) as amount from used) s
    left join (select * from used order by version desc limit ${rowsShown}) u on true
    left join ledger_transactions x on x.account_id = ${accountId} and x.account_version = u.version
    order by u.version desc`.execute(tx);
  return shownOf(rows);
}
