import { sql } from "kysely";
import { plainArray, textArray, timeArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { prepared } from "@/db/prepared";
import { insertRows } from "@/db/rows";
import type { AccountId, ConsumptionId, GrantId, HoldId, PlanPeriodId } from "@/lib/ids";
import type { Decision } from "../decision";
import type { GrantCategory } from "../ledger/accounts";
import type { GrantState, HoldState } from "../state";

export async function insertGrants(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap(({ accountId, grants }) =>
    grants.map((grant) => ({
      account_id: accountId,
      id: grant.id,
      category: grant.category,
      priority: grant.priority,
      amount: grant.amount,
      effective_at: grant.effectiveAt,
      expires_at: grant.expiresAt,
      paid_minor: grant.paid?.minor ?? 0n,
      paid_currency: grant.paid?.currency ?? null,
      plan_period_id: grant.planPeriodId,
      slice_index: grant.sliceIndex,
      invoice_line_id: grant.invoiceLineId,
      parent_grant_id: grant.parentGrantId,
      reason: grant.reason,
      issued_at: grant.issuedAt,
    })),
  );
  await insertRows(tx, "grants", rows);
}

export async function closeGrants(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap(({ accountId, closedGrants }) =>
    closedGrants.map((grant) => ({ accountId, ...grant })),
  );
  if (rows.length === 0) return;
  await sql`
    update grants g set closed_at = c.at
    from unnest(${plainArray(rows.map((row) => row.accountId))}::uuid[], ${plainArray(rows.map((row) => row.id))}::uuid[],
      ${timeArray(rows.map((row) => row.at))}::timestamptz[]) as c (account_id, id, at)
    where g.account_id = c.account_id and g.id = c.id`.execute(tx);
}

export async function insertHolds(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const holds = decisions.flatMap(({ accountId, holds }) =>
    holds.map((hold) => ({ accountId, hold })),
  );
  await insertRows(
    tx,
    "holds",
    holds.map(({ accountId, hold }) => ({
      account_id: accountId,
      id: hold.id,
      credits: hold.credits,
      feature: hold.feature,
      quantity: hold.quantity,
      plan_period_id: hold.planPeriodId,
      slice_index: hold.sliceIndex,
      status: "open",
      opened_at: hold.openedAt,
      expires_at: hold.expiresAt,
    })),
  );
  const parts = holds.flatMap(({ accountId, hold }) =>
    hold.parts.map((part, position) => ({
      account_id: accountId,
      hold_id: hold.id,
      position,
      grant_id: part.grantId,
      credits: part.credits,
    })),
  );
  await insertRows(tx, "hold_grants", parts);
}

export async function closeHolds(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap(({ accountId, closedHolds }) =>
    closedHolds.map((hold) => ({ accountId, ...hold })),
  );
  if (rows.length === 0) return;
  await sql`
    update holds h set status = c.status, closed_at = c.at, released = c.released, available_after = c.available
    from unnest(${plainArray(rows.map((row) => row.accountId))}::uuid[], ${plainArray(rows.map((row) => row.id))}::uuid[],
      ${plainArray(rows.map((row) => row.status))}::text[], ${timeArray(rows.map((row) => row.closedAt))}::timestamptz[],
      ${plainArray(rows.map((row) => row.released))}::int8[], ${plainArray(rows.map((row) => row.availableAfter))}::int8[])
      as c (account_id, id, status, at, released, available)
    where h.account_id = c.account_id and h.id = c.id`.execute(tx);
}

export type OpenGrant = GrantState & { accountId: AccountId };

/** Grants with something left or held, of any number of accounts; `held` is not read here. */
export async function listOpenGrants(
  tx: Tx,
  accountIds: readonly AccountId[],
): Promise<OpenGrant[]> {
  const rows = await openGrants(tx, [plainArray(accountIds)]);
  return rows.map((row) => ({
    accountId: row.account_id,
    id: row.id,
    category: row.category,
    priority: row.priority,
    amount: row.amount,
    effectiveAt: row.effective_at,
    expiresAt: row.expires_at,
    paidMinor: row.paid_minor,
    paidCurrency: row.paid_currency,
    planPeriodId: row.plan_period_id,
    sliceIndex: row.slice_index,
    invoiceLineId: row.invoice_line_id,
    parentGrantId: row.parent_grant_id,
    issuedAt: row.issued_at,
    remaining: row.remaining,
    held: 0n,
  }));
}

type GrantRow = {
  account_id: AccountId;
  id: GrantId;
  category: GrantCategory;
  priority: number;
  amount: bigint;
  effective_at: Date;
  expires_at: Date | null;
  paid_minor: bigint;
  paid_currency: string | null;
  plan_period_id: PlanPeriodId | null;
  slice_index: number | null;
  invoice_line_id: GrantState["invoiceLineId"];
  parent_grant_id: GrantId | null;
  issued_at: Date;
  remaining: bigint;
};

const openGrants = prepared<GrantRow>(
  "open_grants",
  `select g.account_id, g.id, g.category, g.priority, g.amount, g.effective_at, g.expires_at, g.paid_minor,
    g.paid_currency, g.plan_period_id, g.slice_index, g.invoice_line_id, g.parent_grant_id, g.issued_at,
    b.balance as remaining
  from grants g join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
  where g.account_id = any($1::uuid[]) and g.closed_at is null`,
);

export type OpenHold = HoldState & { accountId: AccountId };

export async function listOpenHolds(tx: Tx, accountIds: readonly AccountId[]): Promise<OpenHold[]> {
  const rows = await tx
    .selectFrom("holds as h")
    .innerJoin("hold_grants as p", (join) =>
      join.onRef("p.account_id", "=", "h.account_id").onRef("p.hold_id", "=", "h.id"),
    )
    .where("h.status", "=", "open")
    .where("h.account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .orderBy("h.id")
    .orderBy("p.position")
    .select(["h.account_id", "h.id", "h.credits", "h.feature", "h.quantity", "h.plan_period_id"])
    .select(["h.slice_index", "h.expires_at", "p.grant_id", "p.credits as part_credits"])
    .execute();
  const holds = new Map<HoldId, OpenHold>();
  for (const row of rows) {
    const hold = holds.get(row.id) ?? {
      accountId: row.account_id,
      id: row.id,
      credits: row.credits,
      feature: row.feature,
      quantity: row.quantity,
      planPeriodId: row.plan_period_id,
      sliceIndex: row.slice_index,
      expiresAt: row.expires_at,
      parts: [],
    };
    hold.parts.push({ grantId: row.grant_id, credits: row.part_credits });
    holds.set(row.id, hold);
  }
  return [...holds.values()];
}

/** How a hold ended, for telling a caller who comes late or again. */
export async function findHold(tx: Tx, accountId: AccountId, holdId: HoldId) {
  return await tx
    .selectFrom("holds")
    .where("account_id", "=", accountId)
    .where("id", "=", holdId)
    .select(["status", "credits", "released", "available_after", "expires_at"])
    .executeTakeFirst();
}

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

// A key used by another procedure comes back too, without a consumption's figures: its hash cannot match.
const consumptionsByKey = prepared<ConsumptionRow>(
  "consumptions_by_key",
  `select c.account_id, c.idempotency_key, c.id, c.request_hash, c.credits, c.burned_grants, c.burned_credits,
    c.overage, c.available_after, c.released
  from unnest($1::uuid[], $2::text[]) as k (account_id, key)
  join consumptions c on c.account_id = k.account_id and c.idempotency_key = k.key
  union all
  select i.account_id, i.key, i.account_id, i.request_hash, 0, '{}', '{}', 0, 0, null
  from unnest($1::uuid[], $2::text[]) as k (account_id, key)
  join idempotency_keys i on i.account_id = k.account_id and i.key = k.key`,
);

/** Every grant that stood at an instant, closed since or not. */
export async function listGrantsIssuedBy(
  tx: Tx,
  accountId: AccountId,
  at: Date,
): Promise<Omit<GrantState, "remaining" | "held">[]> {
  const rows = await tx
    .selectFrom("grants")
    .where("account_id", "=", accountId)
    .where("issued_at", "<=", at)
    .selectAll()
    .execute();
  return rows.map((row) => ({
    id: row.id,
    category: row.category as GrantCategory,
    priority: row.priority,
    amount: row.amount,
    effectiveAt: row.effective_at,
    expiresAt: row.expires_at,
    paidMinor: row.paid_minor,
    paidCurrency: row.paid_currency,
    planPeriodId: row.plan_period_id,
    sliceIndex: row.slice_index,
    invoiceLineId: row.invoice_line_id,
    parentGrantId: row.parent_grant_id,
    issuedAt: row.issued_at,
  }));
}

/** Credits of each grant that holds open at an instant had taken. */
export async function listHeldAt(
  tx: Tx,
  accountId: AccountId,
  at: Date,
): Promise<Map<GrantId, bigint>> {
  const rows = await tx
    .selectFrom("holds as h")
    .innerJoin("hold_grants as p", (join) =>
      join.onRef("p.account_id", "=", "h.account_id").onRef("p.hold_id", "=", "h.id"),
    )
    .where("h.account_id", "=", accountId)
    .where("h.opened_at", "<=", at)
    .where((eb) => eb.or([eb("h.closed_at", "is", null), eb("h.closed_at", ">", at)]))
    .where("p.grant_id", "is not", null)
    .groupBy("p.grant_id")
    .select(["p.grant_id", sql<bigint>`sum(p.credits)::int8`.as("credits")])
    .execute();
  return new Map(rows.flatMap((row) => (row.grant_id ? [[row.grant_id, row.credits]] : [])));
}

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
