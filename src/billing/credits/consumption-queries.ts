import { type RawBuilder, sql } from "kysely";
import { plainArray, textArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { prepared } from "@/db/prepared";
import type { AccountId, ConsumptionId, GrantId, PlanPeriodId } from "@/lib/ids";
import { dayOf, maxDate, minDate, startOfDay, startOfNextDay } from "@/lib/time";

export type StoredConsumption = {
  accountId: AccountId;
  idempotencyKey: string;
  id: ConsumptionId;
  requestHash: Buffer;
  credits: bigint;
  burned: { grantId: GrantId; credits: bigint }[];
  overage: bigint;
  availableAfter: bigint;
  released: bigint | null;
};

/** Which of these keys were used by a consumption already. */
export async function listConsumptionsByKey(
  tx: Tx,
  keys: readonly { accountId: AccountId; key: string }[],
): Promise<StoredConsumption[]> {
  const rows = await consumptionsByKey(tx, [
    plainArray(keys.map((one) => one.accountId)),
    textArray(keys.map((one) => one.key)),
  ]);
  return rows.map((row) => ({
    accountId: row.account_id,
    idempotencyKey: row.idempotency_key,
    id: row.id,
    requestHash: row.request_hash,
    credits: row.credits,
    burned: row.burned_grants.map((grantId, index) => ({
      grantId,
      credits: row.burned_credits[index] ?? 0n,
    })),
    overage: row.overage,
    availableAfter: row.available_after,
    released: row.released,
  }));
}

type ConsumptionRow = {
  account_id: AccountId;
  idempotency_key: string;
  id: ConsumptionId;
  request_hash: Buffer;
  credits: bigint;
  burned_grants: GrantId[];
  burned_credits: bigint[];
  overage: bigint;
  available_after: bigint;
  released: bigint | null;
};

// Asked for in the order of the primary key, or a plan made while the table is small may walk all of an
// account's consumptions for each key, by the index on their times.
// A key used by another procedure comes back too, without a consumption's figures: its hash cannot match.
const consumptionsByKey = prepared<ConsumptionRow>(
  "consumptions_by_key",
  `select c.account_id, c.idempotency_key, c.id, c.request_hash, c.credits, c.burned_grants, c.burned_credits,
    c.overage, c.available_after, c.released
  from unnest($1::uuid[], $2::text[]) as k (account_id, key)
  cross join lateral (
    select * from consumptions c
    where c.account_id = k.account_id and c.idempotency_key between k.key and k.key
    order by c.idempotency_key limit 1) c
  union all
  select i.account_id, i.key, i.account_id, i.request_hash, 0, '{}', '{}', 0, 0, null
  from unnest($1::uuid[], $2::text[]) as k (account_id, key)
  join idempotency_keys i on i.account_id = k.account_id and i.key = k.key`,
);

/**
 * Overage a slice was charged with, as booked by an instant: what was recorded while it ran, less what
 * still went to the slice before in its first hour, and what came late in the hour after it (BOOKS B9).
 */
export async function sumOverageOf(
  tx: Tx,
  of: { accountId: AccountId; planPeriodId: PlanPeriodId; startsAt: Date; endsAt: Date; by: Date },
): Promise<bigint> {
  const slice = { from: instant(of.startsAt), to: instant(of.endsAt) };
  const { rows } = await sql<{ overage: bigint }>`
    select coalesce(sum(c.overage), 0)::int8 as overage
    from consumptions c
    join ledger_transactions l on l.account_id = c.account_id and l.account_version = c.account_version
    where c.account_id = ${of.accountId} and c.plan_period_id = ${of.planPeriodId} and c.overage > 0
      and l.booked_at <= ${instant(of.by)} and ${isChargedTo(slice)}`.execute(tx);
  return rows[0]?.overage ?? 0n;
}

/**
 * Whether what consumption `c`, of ledger transaction `l`, had no credits for was charged to a slice of
 * its plan period: the one condition that bills it, audits it and shows it under its invoice line.
 *
 * In a slice's first hour the slice before takes what happened in it, and nothing older. Its last second is
 * its own only where a change or a cancellation ended the plan period in it.
 */
export function isChargedTo({ from, to }: { from: RawBuilder<Date>; to: RawBuilder<Date> }) {
  return sql<boolean>`(c.occurred_at >= ${from} - interval '36 days' and c.occurred_at < ${to} + interval '1 hour'
    and (l.recorded_at >= ${from} and (l.recorded_at < ${to} or l.recorded_at = ${to} and ${endsPeriod({ from, to })})
        and (c.occurred_at >= ${from} or l.recorded_at >= ${from} + interval '1 hour'
          or ${isOlderThanSliceBefore(from)})
      or l.recorded_at >= ${to} and l.recorded_at < ${to} + interval '1 hour'
        and c.occurred_at >= ${from} and c.occurred_at < ${to}))`;
}

/** A plan period has no use after its end, so what it has of that instant came before what ended it. */
function endsPeriod({ from, to }: { from: RawBuilder<Date>; to: RawBuilder<Date> }) {
  return sql`exists (
    select from plan_periods e
    where e.account_id = c.account_id and e.id = c.plan_period_id
      and e.slice_starts_at = ${from} and e.ends_at = ${to})`;
}

/** Of the first slice none came before: use of the period before has that one's id. */
export function isOlderThanSliceBefore(from: RawBuilder<Date>) {
  const local = (at: RawBuilder<Date>) => sql`(${at} at time zone s.timezone)`;
  const months = sql`extract(year from age(date_trunc('month', ${local(from)}),
      date_trunc('month', ${local(sql`p.anchor_at`)}))) * 12
    + extract(month from age(date_trunc('month', ${local(from)}),
      date_trunc('month', ${local(sql`p.anchor_at`)})))`;
  return sql<boolean>`exists (
    select from plan_periods p
    join subscriptions s on s.account_id = p.account_id and s.id = p.subscription_id
    where p.account_id = c.account_id and p.id = c.plan_period_id
      and (p.starts_at = ${from} or c.occurred_at <
        (${local(sql`p.anchor_at`)} + make_interval(months => (${months} - 1)::int)) at time zone s.timezone))`;
}

/** An instant as a parameter, to the millisecond whatever zone the connection thinks in. */
export function instant(at: Date): RawBuilder<Date> {
  return sql<Date>`${at.toISOString()}::timestamptz`;
}

export type UsageBy = "day" | "feature";

export type UsageRange = { accountId: AccountId; from: Date; to: Date; timezone: string };

/** Usage between two instants by day or feature. */
export async function listUsage(
  tx: Tx,
  { by, ...range }: UsageRange & { by: UsageBy },
): Promise<{ key: string; quantity: bigint; credits: bigint }[]> {
  const { rows } = await sql<{ key: string; quantity: bigint; credits: bigint }>`
    select ${sql.raw(by === "day" ? "day::text" : "feature")} as key,
      sum(quantity)::int8 as quantity, sum(credits)::int8 as credits
    from (${usedBetween(range)}) used
    group by 1 order by 1`.execute(tx);
  return rows;
}

/**
 * What was used between two instants, by local day and feature: whole days from the roll-up, the rest
 * from the rows.
 *
 * Where a day begins is asked of `lib/time`: of a midnight that comes twice Postgres means the second.
 */
export function usedBetween(range: UsageRange) {
  const { accountId, from, to, timezone } = range;
  const { first, end } = wholeDays(range);
  return sql`
    select day, feature, quantity, credits, overage, events from usage_by_day
    where account_id = ${accountId} and day >= ${dayOf(first, timezone)}::date and day < ${dayOf(end, timezone)}::date
    union all
    select (occurred_at at time zone ${timezone})::date, feature, quantity, credits, overage, 1
    from consumptions where account_id = ${accountId}
      and (occurred_at >= ${instant(from)} and occurred_at < ${instant(minDate(first, to))}
        or occurred_at >= ${instant(maxDate(first, end))} and occurred_at < ${instant(to)})`;
}

/** The local days that lie whole between two instants, `[first, end)`; none where `end <= first`. */
function wholeDays({ from, to, timezone }: { from: Date; to: Date; timezone: string }) {
  const today = startOfDay(dayOf(from, timezone), timezone);
  const first = today.getTime() === from.getTime() ? from : startOfNextDay(from, timezone);
  return { first, end: startOfDay(dayOf(to, timezone), timezone) };
}
