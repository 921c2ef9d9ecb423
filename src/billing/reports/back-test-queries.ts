import { sql } from "kysely";
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
