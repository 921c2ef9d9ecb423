import type { Db } from "@/db/client";
import type { AccountId, PlanPeriodId } from "@/lib/ids";
import type { PriceModel } from "@/lib/pricing";
import type { Period } from "@/lib/time";
import { priceModelOf } from "../plans/price-columns";

export type ClosedOverage = {
  plan: string;
  period: Period;
  credits: bigint;
  /** Null where use stops instead. */
  model: PriceModel | null;
};

/**
 * Use beyond the grants of periods that a change or an end closed and no invoice has yet, oldest first: the
 * next renewal or the final invoice bills it (BOOKS B8). What a renewal closed is on its draft.
 */
export async function listClosedOverage(
  db: Db,
  accountId: AccountId,
): Promise<(ClosedOverage & { periodId: PlanPeriodId })[]> {
  const rows = await db
    .selectFrom("overage_usage as o")
    .innerJoin("plan_periods as p", (join) =>
      join
        .onRef("p.account_id", "=", "o.account_id")
        .onRef("p.id", "=", "o.plan_period_id")
        .onRef("p.slice_index", "=", "o.slice_index"),
    )
    .innerJoin("plan_versions as v", "v.id", "p.plan_version_id")
    .innerJoin("plans as n", "n.code", "v.plan")
    .select(["p.id", "n.name", "o.credits", "v.overage_unit_price", "v.overage_model"])
    .select(["p.slice_starts_at as start", "p.slice_ends_at as end"])
    .where("o.account_id", "=", accountId)
    .where("o.billed", "=", false)
    .where("o.credits", ">", 0n)
    .where("p.state", "=", "closed")
    .where("p.closed_by", "!=", "renewal")
    .orderBy("p.starts_at")
    .orderBy("p.id")
    .execute();
  return rows.map(({ id: periodId, name: plan, start, end, credits, ...row }) => {
    return { periodId, plan, period: { start, end }, credits, model: priceModelOf(row) };
  });
}
