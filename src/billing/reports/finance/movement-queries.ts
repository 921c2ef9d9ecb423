import { type RawBuilder, sql } from "kysely";
import { textArray, timeArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { accountMovements } from "./account-movement-queries";
import { type AsOf, endsAt, type Month, type Months, monthsIn, startsAt } from "./as-of";
import { entireMovements } from "./day-movement-queries";
import type { Movement } from "./movement";
import { wayKey } from "./rollup-queries";

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
    /** Whether segments are told apart; they are where one is asked for. */
    bySegment?: boolean;
    /** Whether the age of grants is told apart. */
    byAge?: boolean;
    /** Whether all months stand under the segment of the last one, so that they follow from one another. */
    oneSegment?: boolean;
  };

/**
 * What moved, by month, currency, segment, plan and way: the sums of whole days and the transfers beside them, exact
 * however far the sums have come.
 */
export async function listMovements(tx: Tx, question: MovementQuestion): Promise<Movement[]> {
  const { timezone, currency, plan, segment, opening, of, byAge, bySegment } = question;
  await prepareMovements(tx, timezone);
  const months = monthsIn(question);
  const { rows } = await sql<Movement>`
    with ${sql.raw(entireMovements(question))},
    ${changedAccounts(question)},
    ${sql.raw(segmentsThen(question.asOf.known, { of: "changed" }))},
    ${sql.raw(accountMovements(question, { of: "changed" }))},
    asked (month, ends_at) as (
      select * from unnest(${textArray(months)}::text[],
        ${timeArray(months.map((month) => segmentAt(question, month)))}::timestamptz[])),
    brought as (
      select month, ${sql.raw(wayKey)}, segment, currency, amount, transfers from entire
      union all
      select month, ${sql.raw(wayKey)}, segment, currency, -amount, -transfers from moved
      union all
      select m.month, ${sql.raw(wayKey)}, coalesce(n.segment, ''), n.currency, m.amount, m.transfers
      from moved m
      left join asked q on q.month = m.month
      join segments n on n.account_id = m.account_id
        and n.since < coalesce(q.ends_at, ${segmentAt(question, question.from)})
        and n.until >= coalesce(q.ends_at, ${segmentAt(question, question.from)})),
    placed as (
      select case when month < ${question.from} then '' else month end as month, kind, from_kind, to_kind, asset, about,
        plan_version_id, pack, case when ${byAge === true} then grant_month else '' end as grant_month,
        case when ${bySegment === true || segment !== undefined} then segment else '' end as segment,
        case asset when 'credit' then currency else asset end as currency, sum(amount) as amount, sum(transfers) as transfers
      from brought
      where month <= ${question.to} and (${opening === true} or month >= ${question.from})
        and (${of ?? null}::text is null or (asset = 'credit') = (${of ?? null}::text = 'credit'))
        and (${segment ?? null}::text is null or segment = ${segment ?? null})
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
    select nullif(m.month, '') as month, m.currency, nullif(m.segment, '') as segment, v.plan,
      nullif(m.pack, '') as pack, m.asset, m.kind, m.from_kind as "from", m.to_kind as "to", m.about,
      m.grant_month as "grantMonth", sum(m.amount)::int8 as amount, sum(m.transfers)::int8 as transfers
    from placed m
    left join plan_versions v on v.id = m.plan_version_id
    where (${currency ?? null}::text is null or m.currency = ${currency ?? null})
      and (${plan ?? null}::text is null or coalesce(v.plan, '') = ${plan ?? null})
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 having sum(m.transfers) <> 0
    order by 1 nulls first, 2, 3 nulls first, 4 nulls first, 5 nulls first, 6, 7, 8, 9, 10, 11`.execute(
    tx,
  );
  return rows;
}

/** When it is looked in which segment an account is, of what was booked in a month. */
function segmentAt({ oneSegment, to, timezone }: MovementQuestion, month: Month): Date {
  return endsAt(oneSegment ? to : month, timezone);
}

/**
 * `changed`: accounts of which something stands under a segment or currency in the sums that is not the one asked for. What
 * was booked in a month was recorded in it or later: whoever changed before the first month stands right in all.
 */
function changedAccounts(question: MovementQuestion): RawBuilder<unknown> {
  const { asOf, timezone, opening, oneSegment, bySegment, segment } = question;
  const all = opening || oneSegment;
  const since = all ? new Date(0) : startsAt(question.from, timezone);
  return sql`
    changed as materialized (
      select account_id from account_segments o
      where position > 1 and since <= ${asOf.known}
        and (${bySegment === true || segment !== undefined} and since >= ${since}
          or exists (select from account_segments f where f.account_id = o.account_id and f.currency <> o.currency))
      group by 1)`;
}

/** Plans as reports read: the sums as wholes, and the transfers that are not in them by key. */
export async function prepareMovements(tx: Tx, timezone: string): Promise<void> {
  await sql.raw("set local work_mem = '64MB'; set local jit = off").execute(tx);
  await sql`select set_config('tallybook.house_timezone', ${timezone}, true)`.execute(tx);
}

/**
 * `segments`: those accounts had, each up to the next, as they were known then; the first holds for all before it. With
 * the currency that was known then. `of` names a set of ids, where it is wanted of some accounts alone.
 */
export function segmentsThen(known: Date, { of = "" }: { of?: string } = {}): string {
  return `
    segments as (
      select account_id, segment,
        case position when 1 then '-infinity' else since end as since,
        coalesce(lead(since) over one, 'infinity') as until,
        first_value(currency) over (partition by account_id order by position desc) as currency
      from account_segments
      where (position = 1 or since <= '${known.toISOString()}'::timestamptz)
        ${of && `and account_id in (select account_id from ${of})`}
      window one as (partition by account_id order by position))`;
}
