import { dayOf as dayIn } from "@/lib/time";
import { type AsOf, cutAt } from "./as-of";
import { accountThen, dayOf, monthOf, setting, sumKey, toldApart, wayKey } from "./rollup-queries";

const columns = `${sumKey}, segment, currency`;

/**
 * `entire`: what is known of all accounts' transfers together, by month, and what their accounts were when they were
 * recorded. Sums of days that were whole by then, and of transfers themselves at most those of a day: what is not summed
 * yet, what was recorded on the day it was known and what was booked on the day it is asked for by.
 */
export function entireMovements({ asOf, timezone }: { asOf: AsOf; timezone: string }): string {
  const known = `'${asOf.known.toISOString()}'::timestamptz`;
  const knownDay = `'${dayIn(asOf.known, timezone)}'::date`;
  const cut = cutAt(asOf, timezone);
  const end = cut ? `'${cut.end.toISOString()}'::timestamptz` : "'infinity'::timestamptz";
  const lastDay = cut ? `'${dayIn(cut.end, timezone)}'::date` : "'infinity'::date";
  const found = `account_id, account_version, kind, booked_at, recorded_at`;
  return `
    through as materialized (
      select account_id, max(through_version) as version from month_rollup_stretches where timezone = ${setting} group by 1),
    days as materialized (
      select recorded_day, recorded_day < ${knownDay} or last_recorded_at <= ${known} as usable
      from rollup_days where timezone = ${setting} and recorded_day <= ${knownDay}),
    not_summed as (
      select ${found.replaceAll(/\b(\w+)/g, "l.$1")}
      from account_books b
      left join through t on t.account_id = b.account_id
      cross join lateral (
        select * from ledger_transactions x where x.account_id = b.account_id
          and x.account_version > coalesce(t.version, 0) and x.account_version <= b.version
          and x.recorded_at <= ${known} and x.booked_at < ${end} offset 0) l
      where b.version > coalesce(t.version, 0)),
    part_days as materialized (
      select distinct booked_day from day_rollups r
      where booked_day = ${lastDay} or booked_day < ${lastDay}
        and recorded_day = (select recorded_day from days where not usable)),
    of_part as (
      select ${found.replaceAll(/\b(\w+)/g, "l.$1")}
      from part_days p
      cross join lateral (
        select * from ledger_transactions x
        where x.booked_at >= (p.booked_day::timestamp at time zone ${setting}) - interval '2 hours'
          and x.booked_at < ((p.booked_day + 1)::timestamp at time zone ${setting}) + interval '2 hours'
          and ${dayOf("x.booked_at")} = p.booked_day
          and x.booked_at < ${end} and x.recorded_at <= ${known} offset 0) l
      cross join lateral (
        select max(s.through_version) as version from month_rollup_stretches s
        where s.account_id = l.account_id and s.timezone = ${setting} offset 0) t
      where l.account_version <= t.version and (p.booked_day = ${lastDay}
        or ${dayOf("l.recorded_at")} = (select recorded_day from days where not usable))),
    single as (
      select l.account_id, l.account_version, l.kind, ${monthOf("l.booked_at")} as month, then_.segment, then_.currency
      from (select * from not_summed union all select * from of_part) l
      ${accountThen}),
    entire as (
      select to_char(booked_day, 'YYYY-MM') as month, ${wayKey}, segment, currency, amount, transfers
      from day_rollups r
      join days d using (recorded_day)
      where d.usable and booked_day < ${lastDay}
      union all
      select ${columns}, amount, 1 from (${toldApart("single", { also: "b.segment, b.currency," })}) told)`;
}
