import { sql } from "kysely";
import { plainArray, textArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { prepared } from "@/db/prepared";
import type { AccountId, ConsumptionId, GrantId, PlanPeriodId } from "@/lib/ids";

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

export async function sumOverageBetween(
  tx: Tx,
  of: { accountId: AccountId; planPeriodId: PlanPeriodId; from: Date; to: Date },
): Promise<bigint> {
  const row = await tx
    .selectFrom("consumptions")
    .where("account_id", "=", of.accountId)
    .where("plan_period_id", "=", of.planPeriodId)
    .where("occurred_at", ">=", of.from)
    .where("occurred_at", "<=", of.to)
    .where("overage", ">", 0n)
    .select(sql<bigint>`coalesce(sum(overage), 0)::int8`.as("overage"))
    .executeTakeFirst();
  return row?.overage ?? 0n;
}

export type UsageBy = "day" | "feature";

/** Usage between two instants by day or feature: whole days from the roll-up, the rest from the rows. */
export async function listUsage(
  tx: Tx,
  range: { accountId: AccountId; from: Date; to: Date; timezone: string; by: UsageBy },
): Promise<{ key: string; quantity: bigint; credits: bigint }[]> {
  const { accountId, from, to, timezone, by } = range;
  const { rows } = await sql<{ key: string; quantity: bigint; credits: bigint }>`
    with bounds as (
      select ${from.toISOString()}::timestamptz as from_at, ${to.toISOString()}::timestamptz as to_at),
    days as (
      select *, (from_at at time zone ${timezone})::date
          + case when (from_at at time zone ${timezone})::time = '00:00' then 0 else 1 end as first_day,
        (to_at at time zone ${timezone})::date as end_day
      from bounds),
    whole as (
      select u.day, u.feature, u.quantity, u.credits from usage_by_day u, days d
      where u.account_id = ${accountId} and u.day >= d.first_day and u.day < d.end_day),
    edges as (
      select (c.occurred_at at time zone ${timezone})::date as day, c.feature, c.quantity, c.credits
      from days d join consumptions c on c.account_id = ${accountId}
        and (c.occurred_at >= d.from_at and c.occurred_at < least(d.to_at, d.first_day::timestamp at time zone ${timezone})
          or c.occurred_at >= greatest(d.from_at, d.end_day::timestamp at time zone ${timezone}) and c.occurred_at < d.to_at
            and d.end_day >= d.first_day))
    select ${sql.raw(by === "day" ? "day::text" : "feature")} as key,
      sum(quantity)::int8 as quantity, sum(credits)::int8 as credits
    from (select * from whole union all select * from edges) used
    group by 1 order by 1`.execute(tx);
  return rows;
}
