import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, PlanPeriodId, PlanVersionId } from "@/lib/ids";
import { overageAmount } from "./credits/overage";
import { readCatalog } from "./plans/catalog-queries";
import type { Wrong } from "./rebuild-queries";

type Period = {
  accountId: AccountId;
  planPeriodId: PlanPeriodId;
  versionId: PlanVersionId;
  kept: bigint;
  used: bigint;
  made: bigint;
  slices: { index: number; accrued: string; minor: string }[];
};

/**
 * Credits beyond the grants that were counted into money, against use recorded up to the last time that was posted.
 * Counting what costs nothing more posts nothing: what is kept beyond the posting is right where the plan's price of it
 * is what accrued.
 */
export async function listWrongAccrued(tx: Tx): Promise<(Wrong & Period)[]> {
  const { rows } = await sql<Period>`
    with posted as (
      select t.account_id, t.plan_period_id, max(t.account_version) as version
      from transfers t
      join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
      join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
      where t.asset <> 'credit' and 'revenue.overage' in (f.kind, d.kind) and t.invoice_line_id is null group by 1, 2),
    counted as (
      select c.account_id, c.plan_period_id, sum(c.overage)::int8 as credits
      from consumptions c join posted p on p.account_id = c.account_id and p.plan_period_id = c.plan_period_id
        and c.account_version <= p.version
      where c.overage > 0 group by 1, 2),
    stored as (
      select account_id, plan_period_id, sum(accrued_credits)::int8 as kept, sum(credits)::int8 as used,
        jsonb_agg(jsonb_build_object('index', slice_index, 'accrued', accrued_credits::text, 'minor', accrued_minor::text)
          order by slice_index) as slices
      from overage_usage group by 1, 2)
    select s.account_id as "accountId", s.plan_period_id as "planPeriodId", p.plan_version_id as "versionId", s.kept, s.used,
      coalesce(c.credits, 0)::int8 as made, s.slices
    from stored s
    join plan_periods p on p.account_id = s.account_id and p.id = s.plan_period_id
    left join counted c on c.account_id = s.account_id and c.plan_period_id = s.plan_period_id
    where s.kept <> coalesce(c.credits, 0) order by 1, 2`.execute(tx);
  if (rows.length === 0) return [];
  const { versions } = await readCatalog(tx);
  const byId = new Map(versions.map((one) => [one.id, one]));
  return rows.flatMap((row) => {
    const version = byId.get(row.versionId);
    const costsNothingMore =
      version !== undefined &&
      row.slices.every(
        ({ accrued, minor }) => overageAmount(BigInt(accrued), version) === BigInt(minor),
      );
    if (costsNothingMore && row.made <= row.kept && row.kept <= row.used) return [];
    const detail = `accrued credits of period ${row.planPeriodId}: kept ${row.kept}, made again ${row.made}`;
    return [{ table: "overage_usage", detail, ...row }];
  });
}

/** Of a year that drips it is not said which month it was: such a period is told and left alone. */
export async function correctAccrued(tx: Tx, accountId: AccountId): Promise<void> {
  for (const one of await listWrongAccrued(tx)) {
    if (one.accountId !== accountId || one.slices.length > 1) continue;
    await tx
      .updateTable("overage_usage")
      .set({ accrued_credits: one.made })
      .where("account_id", "=", accountId)
      .where("plan_period_id", "=", one.planPeriodId)
      .execute();
  }
}
