import { type RawBuilder, sql } from "kysely";
import { textArray, timeArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { minDate } from "@/lib/time";
import { type AsOf, cutAt, endsAt, type Month, type Months, monthsIn, shiftMonth } from "./as-of";
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

/** What an account counts as in each column, of what it paid a month by the end of the month before and by its end. */
const counted = {
  opening: "was",
  new: "case when was = 0 and is_new then is_now else 0 end",
  expansion: "case when was > 0 and is_now > was then is_now - was else 0 end",
  contraction: "case when is_now > 0 and is_now < was then is_now - was else 0 end",
  churn: "case when is_now = 0 then -was else 0 end",
  reactivation: "case when was = 0 and not is_new then is_now else 0 end",
  closing: "is_now",
} as const;
export const mrrColumns = Object.keys(counted) as (keyof typeof counted)[];
export type MrrColumn = keyof typeof counted;

type Question = Months & Pick<Filter, "currency" | "segment"> & { asOf: AsOf; timezone: string };

/**
 * The list price of every plan that runs at the end of a month, a year's ÷ 12 half-up: no trial, no use, no pack, no
 * discount. Of a month that is not over, as it stood when it was known.
 *
 * What moved it is told apart as ChartMogul does, whose names these are: of a customer who pays for the first time it is new,
 * of one who has paid, stopped and pays again reactivation; more or less of one who pays on is expansion or contraction, also
 * where one of several plans ends; churn is all of one who pays for none any more
 * (https://help.chartmogul.com/hc/en-us/articles/203299912). Whoever comes and goes between two month ends moves nothing.
 */
export async function listMrr(tx: Tx, question: Question): Promise<MrrRow[]> {
  const sums = mrrColumns.map((name) => `sum(${counted[name]})::int8 as ${name}`).join(", ");
  const { rows } = await sql<MrrRow>`
    ${pairsOf(question, question.to)}
    select month, currency, ${sql.raw(sums)}, count(*) filter (where is_now > 0) as accounts
    from pairs group by 1, 2 having sum(was) <> 0 or sum(is_now) <> 0 order by 1, 2`.execute(tx);
  return rows;
}

/** The accounts behind a figure of it, the largest first: they add up to it. `segmentOf` is the report's last month. */
export async function listMrrAccounts(
  tx: Tx,
  { column, month, segmentOf, ...of }: MrrCell,
): Promise<{ accountId: AccountId; account: string; amount: bigint }[]> {
  const { rows } = await sql<{ accountId: AccountId; account: string; amount: bigint }>`
    ${pairsOf({ ...of, from: month, to: month }, segmentOf)}
    select p.account_id as "accountId", a.name as account, p.amount
    from (select account_id, (${sql.raw(counted[column])})::int8 as amount from pairs) p
    join accounts a on a.id = p.account_id
    where p.amount <> 0 order by abs(p.amount) desc, p.account_id`.execute(tx);
  return rows;
}

export type MrrCell = Omit<Question, "from" | "to"> & {
  column: MrrColumn;
  month: Month;
  segmentOf: Month;
};

/** `pairs`: what every account that ever paid for a plan paid by the end of a month, and by the end of the one before. */
function pairsOf(question: Question, segmentOf: Month): RawBuilder<unknown> {
  const { asOf, timezone, currency, segment } = question;
  const cut = cutAt(asOf, timezone)?.end;
  const latest = cut ? minDate(cut, asOf.known) : asOf.known;
  const months = [shiftMonth(question.from, -1), ...monthsIn(question)];
  const ends = months.map((month) => minDate(endsAt(month, timezone), latest));
  return sql`
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
      left join segments s on s.account_id = k.account_id and s.since < ${endsAt(segmentOf, timezone)}
        and s.until >= ${endsAt(segmentOf, timezone)}
      where not k.trial and k.state in ('open', 'closed') and k.ends_at > k.starts_at
        and (${currency ?? null}::text is null or v.currency = ${currency ?? null})
        and (${segment ?? null}::text is null or coalesce(s.segment, '') = ${segment ?? null})),
    first as (select account_id, currency, min(starts_at) as at from paid group by 1, 2),
    standing as (
      select i.month, p.account_id, p.currency, sum(p.minor)::int8 as minor
      from instants i join paid p on p.starts_at < i.at and p.ends_at >= i.at group by 1, 2, 3),
    pairs as (
      select i.month, f.account_id, f.currency, coalesce(b.minor, 0) as was, coalesce(n.minor, 0) as is_now,
        f.at >= (select e.at from instants e where e.month = i.before) as is_new
      from instants i
      cross join first f
      left join standing b on b.month = i.before and b.account_id = f.account_id and b.currency = f.currency
      left join standing n on n.month = i.month and n.account_id = f.account_id and n.currency = f.currency
      where i.before is not null)`;
}
