import { sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Db } from "@/db/client";
import type { AccountId, GrantId, PlanPeriodId } from "@/lib/ids";
import type { PriceModel } from "@/lib/pricing";
import { type PriceColumns, priceModelOf } from "../plans/price-columns";

export type GivenAllowance = {
  id: GrantId;
  planPeriodId: PlanPeriodId;
  sliceIndex: number;
  amount: bigint;
  left: bigint;
};

/** Allowances whose stretch reaches past an instant, with what is left on them now. */
export async function listAllowancesSince(
  db: Db,
  { accountId, since }: { accountId: AccountId; since: Date },
): Promise<GivenAllowance[]> {
  const { rows } = await sql<GivenAllowance>`
    select g.id, g.plan_period_id as "planPeriodId", g.slice_index as "sliceIndex", g.amount,
      b.balance as left
    from grants g
    join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
    where g.account_id = ${accountId} and g.category = 'allowance'
      and g.plan_period_id is not null and g.amount > 0
      and (g.expires_at is null or g.expires_at > ${since})`.execute(db);
  return rows;
}

/**
 * What each local day after an instant added to some grants and took from them, by the ledger; a day and
 * grant may come twice. Checkpoints spare the reading of transfers, as for `listDailyChanges`.
 */
export async function listDailyChangesOf(
  db: Db,
  of: { accountId: AccountId; grants: readonly GrantId[]; after: Date; zone: string },
): Promise<{ day: string; grantId: GrantId; change: bigint }[]> {
  const { accountId, after, zone } = of;
  const grants = sql`${plainArray(of.grants)}::uuid[]`;
  const { rows } = await sql<{ day: string; grantId: GrantId; change: bigint }>`
    with stretches as materialized (
      select from_version, account_version as to_version, grants, changes,
        (first_at at time zone ${zone})::date as day,
        first_at > ${after} and (first_at at time zone ${zone})::date
          = (last_at at time zone ${zone})::date as whole
      from ledger_checkpoints
      where account_id = ${accountId} and last_at > ${after} and grants && ${grants}),
    parts as materialized (
      select from_version, to_version from stretches where not whole
      union all
      select coalesce(max(account_version), 0), 9223372036854775807
      from ledger_checkpoints where account_id = ${accountId})
    select s.day::text as day, c.grant_id as "grantId", c.change
    from stretches s, unnest(s.grants, s.changes) as c (grant_id, change)
    where s.whole and c.grant_id = any(${grants})
    union all
    select (x.occurred_at at time zone ${zone})::date::text, g.id,
      sum(case when t.to_id = g.id then t.amount else -t.amount end)::bigint
    from parts p
    join ledger_transactions x on x.account_id = ${accountId}
      and x.account_version > p.from_version and x.account_version <= p.to_version
      and x.occurred_at > ${after}
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
      and t.asset = 'credit'
    join unnest(${grants}) as g (id) on g.id in (t.from_id, t.to_id)
    group by 1, 2`.execute(db);
  return rows;
}

export type DayOverage = {
  day: string;
  planPeriodId: PlanPeriodId;
  credits: bigint;
  model: PriceModel | null;
};

/** Use beyond the credits by local day and plan period, with its price. */
export async function listDailyOverage(
  db: Db,
  { accountId, from }: { accountId: AccountId; from: string },
): Promise<DayOverage[]> {
  const { rows } = await sql<Omit<DayOverage, "model"> & PriceColumns>`
    select u.day::text as day, p.id as "planPeriodId", sum(u.overage)::bigint as credits,
      v.overage_unit_price, v.overage_model
    from usage_by_day u
    join plan_periods p on p.account_id = u.account_id and p.id = u.plan_period_id
    join plan_versions v on v.id = p.plan_version_id
    where u.account_id = ${accountId} and u.day >= ${from}::date and v.overage_policy = 'bill'
    group by u.day, p.id, v.overage_unit_price, v.overage_model having sum(u.overage) > 0
    order by u.day`.execute(db);
  return rows.map(({ day, planPeriodId, credits, ...price }) => ({
    ...{ day, planPeriodId, credits },
    model: priceModelOf(price),
  }));
}

/** Documents issued since an instant, oldest first. */
export async function listIssuedSince(
  db: Db,
  { accountId, since, zone }: { accountId: AccountId; since: Date; zone: string },
): Promise<{ day: string; about: string }[]> {
  const { rows } = await sql<{ day: string; about: string }>`
    select (issued_at at time zone ${zone})::date::text as day, number as about from invoices
    where account_id = ${accountId} and issued_at >= ${since} and number is not null
    order by issued_at, number`.execute(db);
  return rows;
}
