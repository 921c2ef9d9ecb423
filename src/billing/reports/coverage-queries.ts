import { type RawBuilder, sql } from "kysely";
import type { SuperJSONResult } from "superjson";
import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type { AccountId, GrantId, InvoiceId, InvoiceLineId, PlanPeriodId } from "@/lib/ids";
import { instant, isChargedTo } from "../credits/consumption-queries";
import { factsFrom } from "../invoices/line-row";
import type { LineTold } from "./explanation";

export type CoveringLine = LineTold & {
  id: InvoiceLineId;
  invoiceId: InvoiceId;
  number: string | null;
  currency: string;
  amount: bigint;
  credits: bigint;
  planPeriodId: PlanPeriodId | null;
  sliceIndex: number | null;
};

export async function findCoveringLine(
  tx: Tx,
  { accountId, lineId }: { accountId: AccountId; lineId: InvoiceLineId },
): Promise<CoveringLine | undefined> {
  const { rows } = await sql<
    Omit<CoveringLine, "facts" | "period"> & {
      facts: SuperJSONResult | null;
      start: Date;
      end: Date;
    }
  >`
    select l.id, l.invoice_id as "invoiceId", i.number, i.currency, l.amount_minor as amount, l.kind,
      l.description, n.name as plan, l.facts, l.credits, l.period_start as start, l.period_end as "end",
      l.plan_period_id as "planPeriodId", l.slice_index as "sliceIndex"
    from invoice_lines l
    join invoices i on i.account_id = l.account_id and i.id = l.invoice_id
    left join plan_versions v on v.id = l.plan_version_id
    left join plans n on n.code = v.plan
    where l.account_id = ${accountId} and l.id = ${lineId}`.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const { facts, start, end, ...line } = row;
  return { ...line, facts: factsFrom(facts), period: { start, end } };
}

/** Uses of a feature on a local day, and the credits of them that the line stands for. */
export type CoveredUse = { day: string; feature: string; events: number; credits: bigint };

/** What was used beyond all grants and charged by the line: of its plan period, and of its slice of that. */
export async function listChargedUses(
  tx: Tx,
  accountId: AccountId,
  { planPeriodId, period }: Pick<CoveringLine, "planPeriodId" | "period">,
): Promise<CoveredUse[]> {
  const slice = { from: instant(period.start), to: instant(period.end) };
  const { rows } = await sql<CoveredUse>`
    select ${localDay} as day, c.feature, count(*)::int as events, sum(c.overage)::int8 as credits
    from consumptions c
    join ledger_transactions l on l.account_id = c.account_id and l.account_version = c.account_version
    join accounts a on a.id = c.account_id
    where c.account_id = ${accountId} and c.plan_period_id = ${planPeriodId} and c.overage > 0
      and ${isChargedTo(slice)}
    group by 1, 2 order by 1, 2`.execute(tx);
  return rows;
}

/** What was used from grants, by grant, day and feature. */
export async function listUsesFrom(
  tx: Tx,
  {
    accountId,
    grantIds,
    since,
  }: { accountId: AccountId; grantIds: readonly GrantId[]; since: Date },
): Promise<(CoveredUse & { grantId: GrantId })[]> {
  const ids = sql`${plainArray(grantIds)}::uuid[]`;
  const { rows } = await sql<CoveredUse & { grantId: GrantId }>`
    select b.grant_id as "grantId", ${localDay} as day, c.feature, count(*)::int as events,
      sum(b.credits)::int8 as credits
    from consumptions c
    join accounts a on a.id = c.account_id
    cross join lateral unnest(c.burned_grants, c.burned_credits) b (grant_id, credits)
    where c.account_id = ${accountId} and c.occurred_at >= ${instant(since)}
      and c.burned_grants && ${ids} and b.grant_id = any(${ids})
    group by 1, 2, 3 order by 2, 3`.execute(tx);
  return rows;
}

const localDay: RawBuilder<string> = sql`to_char(c.occurred_at at time zone a.timezone, 'YYYY-MM-DD')`;
