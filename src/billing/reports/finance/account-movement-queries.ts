import { type AsOf, cutAt } from "./as-of";
import { accountThen, monthOf, setting, sumKey, toldApart } from "./rollup-queries";

const columns = `account_id, ${sumKey}, segment, currency`;
const also = { also: "b.segment, b.currency," };

/**
 * `moved`: what is known of each account's transfers, summed or not, by month, and what the account was when it was
 * recorded. `of` names a set of ids, where it is wanted of some accounts alone; `kinds` are those of ledger transactions, where no
 * other moves what is asked for.
 */
export function accountMovements(
  { asOf, timezone }: { asOf: AsOf; timezone: string },
  { of = "", kinds = "" }: { of?: string; kinds?: string } = {},
): string {
  const known = `'${asOf.known.toISOString()}'::timestamptz`;
  const cut = cutAt(asOf, timezone);
  const whole = cut ? `where month < '${cut.wholeBefore}'` : "";
  const end = cut ? `and l.booked_at < '${cut.end.toISOString()}'::timestamptz` : "";
  const ofKind = kinds && `and l.kind in (${kinds})`;
  const some = of && `and account_id in (select account_id from ${of})`;
  return `
    stretches as (
      select s.*, sum(through_version - from_version) over in_order = through_version
        and max(last_recorded_at) over in_order <= ${known} as usable
      from month_rollup_stretches s where timezone = ${setting} ${some}
      window in_order as (partition by account_id order by recorded_month)),
    ends as (
      select account_id, max(through_version) as base from stretches where usable group by 1),
    behind as materialized (
      select b.account_id, coalesce(e.base, 0) as base, coalesce(s.through_version, b.version) as last
      from (select * from account_books where version > 0 ${some}) b
      left join ends e on e.account_id = b.account_id
      left join stretches s on s.account_id = b.account_id and not s.usable and s.from_version = coalesce(e.base, 0)
      where b.version > coalesce(e.base, 0)),
    unsummed as (
      select n.account_id, l.account_version, l.kind, ${monthOf("l.booked_at")} as month, then_.segment, then_.currency
      from behind n
      cross join lateral (
        select * from ledger_transactions l where l.account_id = n.account_id and l.account_version > n.base
          and l.account_version <= n.last and l.recorded_at <= ${known} ${end} ${ofKind} offset 0) l
      ${accountThen}),
    ${cut ? partMonth(cut, ofKind) : ""}moved as (
      select ${columns.replaceAll(/\b(\w+)/g, "r.$1")}, r.amount, r.transfers
      from month_rollups r
      join stretches s on s.account_id = r.account_id and s.recorded_month = r.recorded_month and s.usable
      ${whole}
      union all
      select ${columns}, amount, 1 from (${toldApart("unsummed", also)}) told
      ${cut ? `union all select ${columns}, amount, 1 from (${toldApart("in_part", also)}) told` : ""})`;
}

/** Of the month an instant lies in, what was booked by then: sums know only the whole of it. */
function partMonth(
  { end, wholeBefore }: { end: Date; wholeBefore: string },
  ofKind: string,
): string {
  return `
    in_part as (
      select l.account_id, l.account_version, l.kind, '${wholeBefore}' as month, then_.segment, then_.currency
      from (select distinct account_id, recorded_month from month_rollups where month = '${wholeBefore}') r
      join stretches s on s.account_id = r.account_id and s.recorded_month = r.recorded_month and s.usable
      cross join lateral (
        select * from ledger_transactions l where l.account_id = s.account_id and l.account_version > s.from_version
          and l.account_version <= s.through_version and l.booked_at < '${end.toISOString()}'::timestamptz
          and ${monthOf("l.booked_at")} = '${wholeBefore}' ${ofKind} offset 0) l
      ${accountThen}),`;
}
