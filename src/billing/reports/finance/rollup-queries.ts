import { sql } from "kysely";
import type { Tx } from "@/db/client";

/** What stands where a movement names no plan version, or none of an account. */
const noPlan = "'00000000-0000-0000-0000-000000000000'::uuid";

/**
 * All that reports tell transfers apart by, of ledger transactions `booked (account_id, account_version, kind, month)`.
 * Each follows from what never changes, so that summed today or in a year it says the same.
 */
export function toldApart(booked: string, { byKey = true, also = "" } = {}): string {
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
    ${join("transfers", "x.account_id = b.account_id and x.account_version = b.account_version", { as: "t" })}
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

type Step = { through: Date; timezone: string; accounts: number; versions: number };

/**
 * Sums the next ledger transactions of some accounts that are behind, recorded up to an instant, and answers how
 * many there were. Another worker waits its turn: two would sum the same.
 */
export async function addNextSums(
  tx: Tx,
  { through, timezone, accounts, versions }: Step,
): Promise<bigint> {
  await sql`select pg_advisory_xact_lock(hashtext('month_rollups'))`.execute(tx);
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
        ${sql.raw(monthOf("l.recorded_at"))} as recorded_month
      from behind n
      join ledger_transactions l on l.account_id = n.account_id and l.account_version > n.base
        and l.account_version <= n.base + ${versions} and l.recorded_at <= ${through}),
    stretched as (
      insert into month_rollup_stretches as s
        (account_id, recorded_month, from_version, through_version, last_recorded_at, timezone)
      select account_id, recorded_month, min(account_version) - 1, max(account_version), max(recorded_at), ${timezone}
      from booked group by 1, 2
      on conflict (account_id, recorded_month) do update
        set through_version = excluded.through_version, last_recorded_at = excluded.last_recorded_at),
    told as (${sql.raw(toldApart("booked", { also: "b.recorded_month," }))}),
    summed as (
      insert into month_rollups as r (account_id, recorded_month, ${sql.raw(sumKey)}, amount, transfers)
      select account_id, recorded_month, ${sql.raw(sumKey)}, sum(amount)::int8, count(*) from told
      group by account_id, recorded_month, ${sql.raw(sumKey)}
      on conflict (account_id, recorded_month, ${sql.raw(sumKey)}) do update
        set amount = r.amount + excluded.amount, transfers = r.transfers + excluded.transfers)
    select count(*) as added from booked`.execute(tx);
  return rows[0]?.added ?? 0n;
}

/** Forgets what was summed by the days of another time zone; answers of how many accounts. */
export async function deleteSumsOfOtherZones(tx: Tx, timezone: string): Promise<bigint> {
  const { numDeletedRows } = await tx
    .deleteFrom("month_rollup_stretches")
    .where("timezone", "<>", timezone)
    .executeTakeFirst();
  return numDeletedRows;
}

/** The zone months are cut in, as a setting of the transaction that every statement in it agrees on. */
export const setting = "current_setting('tallybook.house_timezone')";

export function monthOf(instant: string): string {
  return `to_char(${instant} at time zone ${setting}, 'YYYY-MM')`;
}
