import {
  accountKey,
  accountThen,
  dayKey,
  dayOf,
  monthOf,
  toldApart,
} from "../reports/finance/rollup-queries";
import type { Check } from "./audit-queries";

const stretches =
  "select * from month_rollup_stretches where timezone = current_setting('tallybook.house_timezone')";

const days =
  "select * from rollup_days where timezone = current_setting('tallybook.house_timezone')";
const summed = `
  select l.*, s.recorded_month from (${stretches}) s
  join ledger_transactions l on l.account_id = s.account_id and l.account_version > s.from_version
    and l.account_version <= s.through_version`;

/** `again`: what is summed, added up from the transfers by a key. */
function again(by: string, key: string): string {
  return `
      with booked as (
        select l.account_id, l.account_version, l.kind, ${monthOf("l.booked_at")} as month, l.recorded_month,
          ${dayOf("l.recorded_at")} as recorded_day, ${dayOf("l.booked_at")} as booked_day, then_.segment, then_.currency
        from (${summed}) l
        ${accountThen}),
      told as (${toldApart("booked", { byKey: false, also: `b.${by}, b.segment, b.currency,` })}),
      again as (
        select ${key}, sum(amount)::int8 as amount, count(*) as transfers from told group by ${key})`;
}

/** Monthly sums are made from transfers and must say what those say, month after month. */
export const rollupChecks: Check[] = [
  {
    name: "every stretch of monthly sums follows the one before it, and is of one month",
    wrong: `
      select s.account_id, format('sums of %s through version %s start after %s', s.recorded_month, s.through_version,
        s.from_version) as detail
      from (
        select *, coalesce(lag(through_version) over (partition by account_id order by recorded_month), 0) as before
        from (${stretches}) kept) s
      left join ledger_transactions l on l.account_id = s.account_id and l.account_version = s.through_version
      left join ledger_transactions f on f.account_id = s.account_id and f.account_version = s.from_version + 1
      where s.from_version <> s.before or s.last_recorded_at is distinct from l.recorded_at
        or ${monthOf("l.recorded_at")} is distinct from s.recorded_month
        or ${monthOf("f.recorded_at")} is distinct from s.recorded_month`,
  },
  {
    name: "monthly sums are the transfers they sum",
    wrong: `
      ${again("recorded_month", accountKey)},
      kept as (
        select r.* from month_rollups r join (${stretches}) s using (account_id, recorded_month))
      select account_id, format('%s %s of %s, %s to %s: %s, by the transfers %s', month, kind, asset, from_kind, to_kind,
        k.amount, a.amount) as detail
      from kept k full join again a using (${accountKey})
      where (k.amount, k.transfers) is distinct from (a.amount, a.transfers)`,
  },
];

/** Sums of all accounts have what the sums of each have, day after day. */
export const dayRollupChecks: Check[] = [
  {
    name: "sums of all accounts know their last ledger transaction",
    wrong: `
      with lasted as (
        select ${dayOf("l.recorded_at")} as recorded_day, max(l.recorded_at) as at from (${summed}) l group by 1)
      select null::uuid as account_id, format('sums of %s go through %s, by the ledger %s', recorded_day, d.last_recorded_at,
        l.at) as detail
      from (${days}) d full join lasted l using (recorded_day)
      where d.last_recorded_at is distinct from l.at`,
  },
  {
    name: "sums of all accounts are the transfers they sum",
    wrong: `
      ${again("recorded_day, b.booked_day", dayKey)},
      kept as (select r.* from day_rollups r join (${days}) d using (recorded_day))
      select null::uuid as account_id, format('%s %s %s of %s, %s to %s: %s, by the transfers %s', recorded_day, booked_day, kind,
        asset, from_kind, to_kind, k.amount, a.amount) as detail
      from kept k full join again a using (${dayKey})
      where (k.amount, k.transfers) is distinct from (a.amount, a.transfers)`,
  },
];
