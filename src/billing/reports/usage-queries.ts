import { type RawBuilder, sql } from "kysely";
import { plainArray, textArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type { AccountId, GrantId, InvoiceLineId, PlanPeriodId } from "@/lib/ids";
import type { PriceModel } from "@/lib/pricing";
import { instant, isChargedTo, usedBetween } from "../credits/consumption-queries";
import { type PriceColumns, priceModelOf } from "../plans/price-columns";
import type { UsageFilter, UsageGrouping } from "./usage";
import type { UsageLine } from "./usage-span-queries";

/** Which consumptions are meant: those of a time, or those an invoice line covers. */
export type UsageOf = UsageFilter & {
  accountId: AccountId;
  timezone: string;
  from: Date;
  to: Date;
  line: UsageLine | null;
};

export type CellRow = {
  day: string;
  key: string | null;
  isRest: boolean;
  quantity: bigint;
  credits: bigint;
  overage: bigint;
  events: bigint;
};

/** Groups told apart: the very ones named, and those most was used in. The others are one rest. */
export type Kept = { keys: readonly string[]; most: number };

/** What was used, by local day and group. */
export async function listCells(
  tx: Tx,
  of: UsageOf,
  { grouping, kept }: { grouping: UsageGrouping; kept: Kept },
): Promise<CellRow[]> {
  const { rows } = await sql<CellRow>`
    with summed as (
      select day, key, sum(quantity)::int8 as quantity, sum(credits)::int8 as credits,
        sum(overage)::int8 as overage, sum(events)::int8 as events
      from (${usedBy(of, grouping)}) used group by 1, 2),
    weighed as (select *, sum(credits) over (partition by key) as whole from summed),
    placed as (select *, dense_rank() over (order by whole desc, key nulls last) as place from weighed),
    told as (select *, ${isRest(kept)} as rest from placed)
    select day::text as day, case when rest then null else key end as key, rest as "isRest",
      sum(quantity)::int8 as quantity, sum(credits)::int8 as credits, sum(overage)::int8 as overage,
      sum(events)::int8 as events
    from told group by 1, 2, 3 order by 1, 3, 2`.execute(tx);
  return rows;
}

function isRest({ keys, most }: Kept): RawBuilder<boolean> {
  return sql`(place > ${most}::int8 and ${isUnnamed(keys)})`;
}

function isUnnamed(keys: readonly string[]): RawBuilder<boolean> {
  return sql`(key is not null and not key = any(${textArray(keys)}::text[]))`;
}

/** Whole days of a plain question come from the roll-up; any other is answered from the rows. */
function usedBy(of: UsageOf, grouping: UsageGrouping): RawBuilder<unknown> {
  const plain = of.line === null && of.actor === null && of.property === null;
  if (plain && grouping.by === "feature") {
    const only = of.feature === null ? sql`` : sql`where feature = ${of.feature}`;
    return sql`select day, feature as key, quantity, credits, overage, events
      from (${usedBetween(of)}) whole ${only}`;
  }
  return sql`select ${localDay(of)} as day, ${keyOf(grouping)} as key, c.quantity, c.credits, c.overage,
    1 as events ${rowsOf(of, asksOfEntry(of, grouping))}`;
}

function localDay({ timezone }: UsageOf): RawBuilder<string> {
  return sql`(c.occurred_at at time zone ${timezone}::text)::date`;
}

function keyOf(grouping: UsageGrouping): RawBuilder<string | null> {
  if (grouping.by === "property") return sql`(c.metadata ->> ${grouping.name}::text)`;
  return grouping.by === "actor" ? sql`l.actor` : sql`c.feature`;
}

/** Whether the ledger transactions are needed: who reported an event, and when it was booked. */
function asksOfEntry({ actor, line }: UsageOf, { by }: UsageGrouping): boolean {
  return by === "actor" || actor !== null || line !== null;
}

/** The rows meant, `c`, each with its ledger transaction, `l`, unless nothing is asked of it. */
export function rowsOf(of: UsageOf, withEntry = true): RawBuilder<unknown> {
  const conditions = [
    sql`c.account_id = ${of.accountId}`,
    sql`c.occurred_at >= ${instant(of.from)}`,
    sql`c.occurred_at < ${instant(of.to)}`,
  ];
  if (of.feature !== null) conditions.push(sql`c.feature = ${of.feature}`);
  if (of.actor !== null) conditions.push(sql`l.actor = ${of.actor}`);
  if (of.property) {
    const { name, value } = of.property;
    conditions.push(sql`(c.metadata ->> ${name}::text) is not distinct from ${value}::text`);
  }
  if (of.line) conditions.push(isUnder(of.line));
  const entry = sql`join ledger_transactions l
    on l.account_id = c.account_id and l.account_version = c.account_version`;
  return sql`from consumptions c ${withEntry ? entry : sql``}
    where ${sql.join(conditions, sql` and `)}`;
}

/**
 * A line that charges a plan, whole or for the rest of a cycle, covers what its period's books have; an
 * overage line what it was charged for; a pack's what its credits paid.
 */
function isUnder({ kind, id, planPeriodId, start, end }: UsageLine): RawBuilder<boolean> {
  if (kind === "overage") {
    const slice = { from: instant(start), to: instant(end) };
    return sql`c.plan_period_id = ${planPeriodId} and c.overage > 0 and ${isChargedTo(slice)}`;
  }
  if (kind === "plan" || kind === "proration_charge")
    return sql`c.plan_period_id = ${planPeriodId}`;
  return sql`c.burned_grants && array(select g.id from grants g
    where g.account_id = c.account_id and g.invoice_line_id = ${id})`;
}

export type BurnRow = {
  day: string;
  key: string | null;
  isRest: boolean;
  grantId: GrantId;
  credits: bigint;
};

/** Which grants paid, by day and group. */
export async function listBurned(
  tx: Tx,
  of: UsageOf,
  { grouping, keys }: { grouping: UsageGrouping; keys: readonly string[] },
): Promise<BurnRow[]> {
  const { rows } = await sql<BurnRow>`
    select day::text as day, case when rest then null else key end as key, rest as "isRest",
      grant_id as "grantId", sum(credits)::int8 as credits
    from (select *, ${isUnnamed(keys)} as rest from (
      select ${localDay(of)} as day, ${keyOf(grouping)} as key, b.grant_id, b.credits
      from (select c.*, l.actor ${rowsOf(of)}) c
      cross join lateral (select c.actor) l
      cross join lateral unnest(c.burned_grants, c.burned_credits) as b (grant_id, credits)) burned) told
    group by 1, 2, 3, 4 order by 1, 3, 2, 4`.execute(tx);
  return rows;
}

export type OverageRow = {
  day: string;
  key: string | null;
  isRest: boolean;
  planPeriodId: PlanPeriodId;
  credits: bigint;
};

/** What was used beyond all grants, by day, group and the plan period whose price it has. */
export async function listOverageUsed(
  tx: Tx,
  of: UsageOf,
  { grouping, keys }: { grouping: UsageGrouping; keys: readonly string[] },
): Promise<OverageRow[]> {
  const { rows } = await sql<OverageRow>`
    select day::text as day, case when rest then null else key end as key, rest as "isRest",
      plan_period_id as "planPeriodId", sum(overage)::int8 as credits
    from (select *, ${isUnnamed(keys)} as rest from (
      select ${localDay(of)} as day, ${keyOf(grouping)} as key, c.plan_period_id, c.overage
      ${rowsOf(of, asksOfEntry(of, grouping))} and c.overage > 0 and c.plan_period_id is not null) beyond) told
    group by 1, 2, 3, 4 order by 1, 3, 2, 4`.execute(tx);
  return rows;
}

export type GrantPrice = {
  id: GrantId;
  granted: bigint;
  paidMinor: bigint;
  currency: string | null;
};

export async function listGrantPrices(
  tx: Tx,
  accountId: AccountId,
  ids: readonly GrantId[],
): Promise<GrantPrice[]> {
  const { rows } = await sql<GrantPrice>`
    select id, amount as granted, paid_minor as "paidMinor", paid_currency as currency from grants
    where account_id = ${accountId} and id = any(${plainArray(ids)}::uuid[])`.execute(tx);
  return rows;
}

export type OveragePrice = {
  id: PlanPeriodId;
  model: PriceModel | null;
  currency: string;
  /** What was used beyond the grants in each slice that has any, and the line that bills it. */
  slices: { credits: bigint; lineId: InvoiceLineId | null }[];
};

export async function listOveragePrices(
  tx: Tx,
  accountId: AccountId,
  ids: readonly PlanPeriodId[],
): Promise<OveragePrice[]> {
  const { rows } = await sql<PriceColumns & SliceRow>`
    select p.id, v.overage_unit_price, v.overage_model, v.currency, o.credits,
      o.invoice_line_id as "lineId"
    from plan_periods p join plan_versions v on v.id = p.plan_version_id
    join overage_usage o on o.account_id = p.account_id and o.plan_period_id = p.id
    where p.account_id = ${accountId} and p.id = any(${plainArray(ids)}::uuid[]) and o.credits > 0
    order by p.id, o.slice_index`.execute(tx);
  return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((of) => {
    const [first] = of;
    const slices = of.map(({ credits, lineId }) => ({ credits, lineId }));
    return first
      ? [{ id: first.id, model: priceModelOf(first), currency: first.currency, slices }]
      : [];
  });
}

type SliceRow = {
  id: PlanPeriodId;
  currency: string;
  credits: bigint;
  lineId: InvoiceLineId | null;
};
