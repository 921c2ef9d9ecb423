import { sql } from "kysely";
import { textArray, timeArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { minDate } from "@/lib/time";
import { type AsOf, endsAt, type Month, type Months, monthsIn, shiftMonth } from "./as-of";
import { type Filter, segmentsThen } from "./movement-queries";

/**
 * Monthly recurring revenue and what moved it, minor units. Below 0 is what went: opening + new + expansion + contraction +
 * churn + reactivation = closing.
 */
export type MrrRow = {
  month: Month;
  currency: string;
  opening: bigint;
  new: bigint;
  expansion: bigint;
  contraction: bigint;
  churn: bigint;
  reactivation: bigint;
  closing: bigint;
  /** Accounts that pay for a plan at the month's end. */
  accounts: bigint;
};

type Question = Months & Pick<Filter, "currency" | "segment"> & { asOf: AsOf; timezone: string };

/**
 * The list price of every plan that runs at the end of a month, a year's ÷ 12 half-up: no trial, no use, no pack, no
 * discount. An account that pays for the first time is new, one that paid before and comes back is reactivated. Of a month
 * that is not over, as it stood when it was known.
 */
export async function listMrr(tx: Tx, question: Question): Promise<MrrRow[]> {
  const { asOf, timezone, currency, segment } = question;
  const latest = asOf.at && asOf.at < asOf.known ? asOf.at : asOf.known;
  const months = [shiftMonth(question.from, -1), ...monthsIn(question)];
  const ends = months.map((month) => minDate(endsAt(month, timezone), latest));
  const { rows } = await sql<MrrRow>`
    with instants as (
      select month, at, lag(month) over (order by month) as before
      from unnest(${textArray(months)}::text[], ${timeArray(ends)}::timestamptz[]) as i (month, at)),
    ${sql.raw(segmentsThen(asOf.known))},
    known as (
      select distinct on (account_id, plan_period_id) * from plan_period_history
      where recorded_at <= ${asOf.known} order by account_id, plan_period_id, position desc),
    paid as (
      select k.account_id, k.starts_at, k.ends_at, v.currency,
        case v.interval when 'year' then (v.price_minor * 2 + 12) / 24 else v.price_minor end as minor
      from known k
      join plan_versions v on v.id = k.plan_version_id and v.price_minor > 0
      left join segments s on s.account_id = k.account_id and s.since < ${endsAt(question.to, timezone)}
        and s.until >= ${endsAt(question.to, timezone)}
      where not k.trial and k.state in ('open', 'closed') and k.ends_at > k.starts_at
        and (${currency ?? null}::text is null or v.currency = ${currency ?? null})
        and (${segment ?? null}::text is null or coalesce(s.segment, '') = ${segment ?? null})),
    first as (select account_id, currency, min(starts_at) as at from paid group by 1, 2),
    standing as (
      select i.month, p.account_id, p.currency, sum(p.minor)::int8 as minor
      from instants i join paid p on p.starts_at < i.at and p.ends_at >= i.at group by 1, 2, 3),
    pairs as (
      select i.month, f.currency, coalesce(b.minor, 0) as was, coalesce(n.minor, 0) as is_now,
        f.at >= (select e.at from instants e where e.month = i.before) as is_new
      from instants i
      cross join first f
      left join standing b on b.month = i.before and b.account_id = f.account_id and b.currency = f.currency
      left join standing n on n.month = i.month and n.account_id = f.account_id and n.currency = f.currency
      where i.before is not null)
    select month, currency, sum(was)::int8 as opening,
      coalesce(sum(is_now) filter (where was = 0 and is_new), 0)::int8 as new,
      coalesce(sum(is_now - was) filter (where was > 0 and is_now > was), 0)::int8 as expansion,
      coalesce(sum(is_now - was) filter (where is_now > 0 and is_now < was), 0)::int8 as contraction,
      coalesce(-sum(was) filter (where is_now = 0), 0)::int8 as churn,
      coalesce(sum(is_now) filter (where was = 0 and not is_new), 0)::int8 as reactivation,
      sum(is_now)::int8 as closing, count(*) filter (where is_now > 0) as accounts
    from pairs group by 1, 2 having sum(was) <> 0 or sum(is_now) <> 0 order by 1, 2`.execute(tx);
  return rows;
}
