import { sql } from "kysely";
import type { Tx } from "@/db/client";

/** What stands where a movement names no plan version, or none of an account. */
const noPlan = "'00000000-0000-0000-0000-000000000000'::uuid";

/**
 * All that reports tell transfers apart by, of ledger transactions `booked (account_id, account_version, kind, month)`.
 * Each follows from what never changes, so that summed today or in a year it says the same. `transfers` names what stands in
 * for them where they are gathered before.
 */
export function toldApart(
  booked: string,
  { byKey = true, also = "", transfers = "transfers" } = {},
): string {
  // Of a few of millions each is found by key, whatever Postgres thinks there are.
  const join = (table: string, of: string, { as, left = false }: { as: string; left?: boolean }) =>
    byKey
      ? `${left ? "left" : "inner"} join lateral (select * from ${table} x where ${of} offset 0) ${as} on true`
      : `${left ? "left" : "inner"} join ${table} ${as} on ${of.replaceAll("x.", `${as}.`)}`;
  const of = (id: string) => `x.account_id = t.account_id and x.id = ${id}`;
  return `
    select b.account_id, b.account_version, ${also} b.month, b.kind, f.kind as from_kind, d.kind as to_kind, t.asset,
      case when t.asset = 'credit' then coalesce(g.category, '')
        when 'receivable' in (f.kind, d.kind) and 'deferred_revenue' in (f.kind, d.kind) and exists (
          select from line_returns r where r.account_id = t.account_id and r.invoice_line_id = t.invoice_line_id
            and r.kind = 'uncollectible') then 'uncollectible'
        else coalesce(i.kind, '') end as about,
      coalesce(p.plan_version_id, i.plan_version_id, ${noPlan}) as plan_version_id,
      coalesce(i.pack, '') as pack,
      coalesce(${monthOf("g.issued_at")}, '') as grant_month,
      t.amount, t.position
    from ${booked} b
    ${join(transfers, "x.account_id = b.account_id and x.account_version = b.account_version", { as: "t" })}
    ${join("ledger_accounts", of("t.from_id"), { as: "f" })}
    ${join("ledger_accounts", of("t.to_id"), { as: "d" })}
    ${join("plan_periods", of("t.plan_period_id"), { as: "p", left: true })}
    ${join("invoice_lines", of("t.invoice_line_id"), { as: "i", left: true })}
    ${join(
      "grants",
      `t.asset = 'credit' and ${of("case 'grant' when f.kind then t.from_id when d.kind then t.to_id else t.grant_id end")}`,
      { as: "g", left: true },
    )}`;
}

/** The columns of a sum, in the order of its key. */
export const sumKey =
  "month, kind, from_kind, to_kind, asset, about, plan_version_id, pack, grant_month";

/** What sums of accounts and of days are told apart by, beside that: what the account was when it was recorded. */
export const wayKey = sumKey.replace("month, ", "");
export const accountKey = `account_id, recorded_month, ${sumKey}, segment, currency`;
export const dayKey = `recorded_day, booked_day, currency, segment, ${wayKey}`;

/** Of a ledger transaction `l`, the segment and currency its account had when it was recorded. */
export const accountThen = `
    cross join lateral (
      select coalesce(x.segment, '') as segment, x.currency from account_segments x
      where x.account_id = l.account_id and (x.position = 1 or x.since <= l.recorded_at)
      order by x.position desc limit 1) then_`;

type Step = { through: Date; timezone: string; accounts: number; versions: number };

/**
 * Sums the next ledger transactions of some accounts that are behind, recorded up to an instant, and answers how
 * many there were. The same are in the sums of their accounts and of all, or in none. Another worker waits its turn:
 * two would sum the same.
 */
export async function addNextSums(
  tx: Tx,
  { through, timezone, accounts, versions }: Step,
): Promise<bigint> {
  await lockSums(tx);
  await sql`select set_config('tallybook.house_timezone', ${timezone}, true)`.execute(tx);
  const { rows } = await sql<{ added: bigint }>`
    with behind as (
      select b.account_id, coalesce(s.through_version, 0) as base
      from account_books b
      left join lateral (
        select max(k.through_version) as through_version from month_rollup_stretches k
        where k.account_id = b.account_id) s on true
      where b.version > coalesce(s.through_version, 0) and exists (
        select from ledger_transactions l where l.account_id = b.account_id
          and l.account_version = coalesce(s.through_version, 0) + 1 and l.recorded_at <= ${through})
      order by b.account_id limit ${accounts}),
    booked as (
      select l.account_id, l.account_version, l.kind, l.recorded_at, ${sql.raw(monthOf("l.booked_at"))} as month,
        ${sql.raw(monthOf("l.recorded_at"))} as recorded_month, ${sql.raw(dayOf("l.recorded_at"))} as recorded_day,
        ${sql.raw(dayOf("l.booked_at"))} as booked_day, then_.segment, then_.currency
      from behind n
      join ledger_transactions l on l.account_id = n.account_id and l.account_version > n.base
        and l.account_version <= n.base + ${versions} and l.recorded_at <= ${through}
      ${sql.raw(accountThen)}),
    stretched as (
      insert into month_rollup_stretches as s
        (account_id, recorded_month, from_version, through_version, last_recorded_at, timezone)
      select account_id, recorded_month, min(account_version) - 1, max(account_version), max(recorded_at), ${timezone}
      from booked group by 1, 2
      on conflict (account_id, recorded_month) do update
        set through_version = excluded.through_version, last_recorded_at = excluded.last_recorded_at),
    lasted as (
      insert into rollup_days as d (recorded_day, last_recorded_at, timezone)
      select recorded_day, max(recorded_at), ${timezone} from booked group by 1
      on conflict (recorded_day) do update
        set last_recorded_at = greatest(d.last_recorded_at, excluded.last_recorded_at)),
    told as materialized (${sql.raw(
      toldApart("booked", {
        also: "b.recorded_month, b.recorded_day, b.booked_day, b.segment, b.currency,",
      }),
    )}),
    summed as (
      insert into month_rollups as r (${sql.raw(accountKey)}, amount, transfers)
      select ${sql.raw(accountKey)}, sum(amount)::int8, count(*) from told group by ${sql.raw(accountKey)}
      on conflict (${sql.raw(accountKey)}) do update
        set amount = r.amount + excluded.amount, transfers = r.transfers + excluded.transfers),
    summed_by_day as (
      insert into day_rollups as r (${sql.raw(dayKey)}, amount, transfers)
      select ${sql.raw(dayKey)}, sum(amount)::int8, count(*) from told group by ${sql.raw(dayKey)}
      on conflict (${sql.raw(dayKey)}) do update
        set amount = r.amount + excluded.amount, transfers = r.transfers + excluded.transfers)
    select count(*) as added from booked`.execute(tx);
  return rows[0]?.added ?? 0n;
}

async function lockSums(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('month_rollups'))`.execute(tx);
}

/** Forgets all sums if some were cut by the days of another time zone; the worker makes them again. */
export async function forgetSumsOfOtherZones(tx: Tx, timezone: string): Promise<void> {
  const { rows } = await sql`
    select from month_rollup_stretches where timezone <> ${timezone} limit 1`.execute(tx);
  if (rows.length > 0) await forgetSums(tx);
}

/** Forgets all sums; the worker makes them again from the transfers. */
export async function forgetSums(tx: Tx): Promise<void> {
  await lockSums(tx);
  await tx.deleteFrom("rollup_days").execute();
  await tx.deleteFrom("month_rollup_stretches").execute();
}

/** The zone months are cut in, as a setting of the transaction that every statement in it agrees on. */
export const setting = "current_setting('tallybook.house_timezone')";

export function monthOf(instant: string): string {
  return `to_char(${instant} at time zone ${setting}, 'YYYY-MM')`;
}

export function dayOf(instant: string): string {
  return `(${instant} at time zone ${setting})::date`;
}
