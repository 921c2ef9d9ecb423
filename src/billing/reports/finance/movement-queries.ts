import { sql } from "kysely";
import { textArray, timeArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { type AsOf, cutAt, endsAt, type Months, monthsIn } from "./as-of";
import type { Movement } from "./movement";
import { monthOf, setting, sumKey, toldApart } from "./rollup-queries";

/** Narrower than everything; what is absent is not asked. */
export type Filter = {
  currency?: string | undefined;
  /** A plan's code; empty: what is of no plan. */
  plan?: string | undefined;
  /** Empty: accounts of no segment. */
  segment?: string | undefined;
};

export type MovementQuestion = Months &
  Filter & {
    asOf: AsOf;
    timezone: string;
    /** Whether what moved before the first month is wanted too, as one. */
    opening?: boolean;
    /** Of credits, of money, or both. */
    of?: "credit" | "money";
    /** Whether the age of grants is told apart. */
    byAge?: boolean;
    /** Whether all months stand under the segment of the last one, so that they follow from one another. */
    oneSegment?: boolean;
  };

/**
 * What moved, by month, currency, segment, plan and way. Summed months where they are whole and old enough to be
 * known then, the transfers themselves where not, so that it is exact however far the sums have come.
 */
export async function listMovements(tx: Tx, question: MovementQuestion): Promise<Movement[]> {
  const { timezone, currency, plan, segment, opening, of, byAge, oneSegment } = question;
  await prepareMovements(tx, timezone);
  const months = monthsIn(question);
  const ends = months.map((month) => endsAt(oneSegment ? question.to : month, timezone));
  const [firstEnd = null] = oneSegment ? [endsAt(question.to, timezone)] : ends;
  const { rows } = await sql<Movement>`
    with ${sql.raw(movements(question))},
    asked (month, ends_at) as (
      select * from unnest(${textArray(months)}::text[], ${timeArray(ends)}::timestamptz[])
      union all select '', ${firstEnd}::timestamptz where ${opening === true}),
    placed as (
      select account_id, case when month < ${question.from} then '' else month end as month, kind, from_kind,
        to_kind, asset, about, plan_version_id, pack, case when ${byAge === true} then grant_month else '' end as grant_month,
        sum(amount) as amount, sum(transfers) as transfers
      from moved
      where month <= ${question.to} and (${opening === true} or month >= ${question.from})
        and (${of ?? null}::text is null or (asset = 'credit') = (${of ?? null}::text = 'credit'))
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
    ${sql.raw(segmentsThen(question.asOf.known))}
    select nullif(m.month, '') as month, case m.asset when 'credit' then a.currency else m.asset end as currency, s.segment,
      v.plan, nullif(m.pack, '') as pack, m.asset, m.kind, m.from_kind as "from", m.to_kind as "to", m.about,
      m.grant_month as "grantMonth", sum(m.amount)::int8 as amount, sum(m.transfers)::int8 as transfers
    from placed m
    join asked q on q.month = m.month
    join accounts a on a.id = m.account_id
    left join segments s on s.account_id = m.account_id and s.since < q.ends_at and s.until >= q.ends_at
    left join plan_versions v on v.id = m.plan_version_id
    where (${currency ?? null}::text is null or case m.asset when 'credit' then a.currency else m.asset end = ${currency ?? null})
      and (${plan ?? null}::text is null or coalesce(v.plan, '') = ${plan ?? null})
      and (${segment ?? null}::text is null or coalesce(s.segment, '') = ${segment ?? null})
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    order by 1 nulls first, 2, 3 nulls first, 4 nulls first, 5 nulls first, 6, 7, 8, 9, 10, 11`.execute(
    tx,
  );
  return rows;
}

/** Plans as reports read: the sums as wholes, and the transfers that are not in them by key. */
export async function prepareMovements(tx: Tx, timezone: string): Promise<void> {
  await sql.raw("set local work_mem = '64MB'; set local jit = off").execute(tx);
  await sql`select set_config('tallybook.house_timezone', ${timezone}, true)`.execute(tx);
}

/**
 * `moved`: what is known of each account's transfers, summed or not, by month. `behind`: where an account's sums
 * end that may be used, and up to where what follows is to be read.
 */
export function movements({ asOf, timezone }: Pick<MovementQuestion, "asOf" | "timezone">): string {
  const known = `'${asOf.known.toISOString()}'::timestamptz`;
  const cut = cutAt(asOf, timezone);
  const whole = cut ? `where month < '${cut.wholeBefore}'` : "";
  const end = cut ? `and l.booked_at < '${cut.end.toISOString()}'::timestamptz` : "";
  return `
    stretches as (
      select s.*, sum(through_version - from_version) over in_order = through_version
        and max(last_recorded_at) over in_order <= ${known} as usable
      from month_rollup_stretches s where timezone = ${setting}
      window in_order as (partition by account_id order by recorded_month)),
    ends as (
      select account_id, max(through_version) as base from stretches where usable group by 1),
    behind as materialized (
      select b.account_id, coalesce(e.base, 0) as base, coalesce(s.through_version, b.version) as last
      from account_books b
      left join ends e on e.account_id = b.account_id
      left join stretches s on s.account_id = b.account_id and not s.usable and s.from_version = coalesce(e.base, 0)
      where b.version > coalesce(e.base, 0)),
    unsummed as (
      select n.account_id, l.account_version, l.kind, ${monthOf("l.booked_at")} as month
      from behind n
      cross join lateral (
        select * from ledger_transactions l where l.account_id = n.account_id and l.account_version > n.base
          and l.account_version <= n.last and l.recorded_at <= ${known} ${end} offset 0) l),
    ${cut ? partMonth(cut) : ""}moved as (
      select r.account_id, ${sumKey.replaceAll(/\b(\w+)/g, "r.$1")}, r.amount, r.transfers
      from month_rollups r
      join stretches s on s.account_id = r.account_id and s.recorded_month = r.recorded_month and s.usable
      ${whole}
      union all
      select account_id, ${sumKey}, amount, 1 from (${toldApart("unsummed")}) told
      ${cut ? `union all select account_id, ${sumKey}, amount, 1 from (${toldApart("in_part")}) told` : ""})`;
}

/** Of the month an instant lies in, what was booked by then: sums know only the whole of it. */
function partMonth({ end, wholeBefore }: { end: Date; wholeBefore: string }): string {
  return `
    in_part as (
      select l.account_id, l.account_version, l.kind, '${wholeBefore}' as month
      from (select distinct account_id, recorded_month from month_rollups where month = '${wholeBefore}') r
      join stretches s on s.account_id = r.account_id and s.recorded_month = r.recorded_month and s.usable
      cross join lateral (
        select * from ledger_transactions l where l.account_id = s.account_id and l.account_version > s.from_version
          and l.account_version <= s.through_version and l.booked_at < '${end.toISOString()}'::timestamptz
          and ${monthOf("l.booked_at")} = '${wholeBefore}' offset 0) l),`;
}

/** The segments accounts had, each up to the next, as they were known then; the first holds for all before it. */
export function segmentsThen(known: Date): string {
  return `
    segments as (
      select account_id, segment,
        case position when 1 then '-infinity' else since end as since,
        coalesce(lead(since) over one, 'infinity') as until
      from account_segments
      where position = 1 or since <= '${known.toISOString()}'::timestamptz
      window one as (partition by account_id order by position))`;
}
