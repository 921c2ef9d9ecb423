import { type Selectable, sql } from "kysely";
import { plainArray, textArray, timeArray } from "@/db/arrays";
import type { Db, Tx } from "@/db/client";
import { insertRows } from "@/db/rows";
import type { DB } from "@/db/schema";
import { type AccountId, newId, type PlanPeriodId, type PlanVersionId } from "@/lib/ids";
import type { Decision } from "../decision";
import type { PlanVersion } from "../state";
import type { Catalog, CatalogPlan } from "./catalog";

export async function insertSubscriptions(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap(({ accountId, subscriptions }) =>
    subscriptions.map((one) => ({
      account_id: accountId,
      id: one.id,
      plan_version_id: one.planVersionId,
      status: "active",
      grants: one.grants,
      anchor_at: one.anchorAt,
      timezone: one.timezone,
      started_at: one.startedAt,
    })),
  );
  await insertRows(tx, "subscriptions", rows);
}

/** Closes before it opens: an account has one open period at a time. */
export async function writePlanPeriods(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const changes = decisions.flatMap(({ accountId, periodChanges }) =>
    periodChanges.map((one) => ({ accountId, ...one })),
  );
  if (changes.length > 0) {
    await sql`
      update plan_periods p set slice_index = c.slice_index, slice_starts_at = c.slice_starts_at,
        slice_ends_at = c.slice_ends_at, allowance_granted = c.granted, closed_by = c.closed_by,
        state = case when c.closed_by is not null then 'closed' when c.opens then 'open' else p.state end
      from unnest(${plainArray(changes.map((one) => one.accountId))}::uuid[], ${plainArray(changes.map((one) => one.id))}::uuid[],
        ${plainArray(changes.map((one) => one.slice.index))}::int4[], ${timeArray(changes.map((one) => one.slice.startsAt))}::timestamptz[],
        ${timeArray(changes.map((one) => one.slice.endsAt))}::timestamptz[], ${plainArray(changes.map((one) => one.allowanceGranted))}::bool[],
        ${plainArray(changes.map((one) => one.closedBy))}::text[], ${plainArray(changes.map((one) => one.opens === true))}::bool[])
        as c (account_id, id, slice_index, slice_starts_at, slice_ends_at, granted, closed_by, opens)
      where p.account_id = c.account_id and p.id = c.id`.execute(tx);
  }
  const opened = decisions.flatMap(({ accountId, periods }) =>
    periods.map((one) => ({
      account_id: accountId,
      id: one.id,
      subscription_id: one.subscriptionId,
      plan_version_id: one.planVersionId,
      starts_at: one.startsAt,
      ends_at: one.endsAt,
      cycle_index: one.cycleIndex,
      state: one.state,
      opened_by: one.openedBy,
      slice_index: one.slice.index,
      slice_starts_at: one.slice.startsAt,
      slice_ends_at: one.slice.endsAt,
      allowance_granted: one.allowanceGranted,
    })),
  );
  await insertRows(tx, "plan_periods", opened);
}

/** The last closed period of each account. */
export async function listLastClosedPeriods(tx: Tx, accountIds: readonly AccountId[]) {
  return await tx
    .selectFrom("plan_periods")
    .distinctOn("account_id")
    .where("state", "=", "closed")
    .where("account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .orderBy("account_id")
    .orderBy("starts_at", "desc")
    .orderBy("ends_at", "desc")
    .selectAll()
    .execute();
}

/** The plan line that pays for each account's open period, and whether its credits wait for money. */
export async function listOpenPlanLines(tx: Tx, accountIds: readonly AccountId[]) {
  return await tx
    .selectFrom("plan_periods as p")
    .innerJoin("invoice_lines as l", (join) =>
      join.onRef("l.account_id", "=", "p.account_id").onRef("l.plan_period_id", "=", "p.id"),
    )
    .innerJoin("invoices as i", (join) =>
      join.onRef("i.account_id", "=", "l.account_id").onRef("i.id", "=", "l.invoice_id"),
    )
    .where("p.state", "=", "open")
    .where("l.kind", "=", "plan")
    .where("p.account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .select(["p.account_id", "l.id", "l.amount_minor", "i.grants", "i.status"])
    .execute();
}

/** The plan periods of an account since an instant, for telling which one an event happened in. */
export async function listPeriodsSince(
  tx: Tx,
  accountIds: readonly AccountId[],
  since: Date,
): Promise<{ account_id: AccountId; id: PlanPeriodId; starts_at: Date; ends_at: Date }[]> {
  return await tx
    .selectFrom("plan_periods")
    .where("account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .where("state", "in", ["open", "closed"])
    .where("ends_at", ">", since)
    .select(["account_id", "id", "starts_at", "ends_at"])
    .execute();
}

/** The rate card and every plan version, as decisions use them. */
export async function readCatalog(
  tx: Db,
): Promise<{ rates: Map<string, bigint>; versions: PlanVersion[] }> {
  const features = await tx.selectFrom("features").select(["code", "credits_per_unit"]).execute();
  const versions = await tx
    .selectFrom("plan_versions as v")
    .innerJoin("plans as p", "p.code", "v.plan")
    .selectAll("v")
    .select(["p.name as plan_name", "p.retired"])
    .execute();
  return {
    rates: new Map(features.map((one) => [one.code, one.credits_per_unit])),
    versions: versions.map((row) => ({
      ...versionOf(row),
      planName: row.plan_name,
      onSale: !row.retired,
    })),
  };
}

function versionOf(row: Selectable<DB["plan_versions"]>): Omit<PlanVersion, "planName" | "onSale"> {
  return {
    id: row.id,
    plan: row.plan,
    version: row.version,
    currency: row.currency,
    priceMinor: row.price_minor,
    interval: row.interval as PlanVersion["interval"],
    drip: row.drip as PlanVersion["drip"],
    allowance: row.allowance,
    overage:
      row.overage_unit_price === null
        ? { policy: "block" }
        : { policy: "bill", unitPrice: row.overage_unit_price, cap: row.overage_cap },
    rolloverMax: row.rollover_max,
    features: row.features,
  };
}

/** What is on sale: the newest version of each plan that is not retired, in the catalogue's order. */
export async function listPlansOnSale(tx: Db): Promise<PlanVersion[]> {
  const rows = await tx
    .selectFrom("plans as p")
    .innerJoin("plan_versions as v", "v.plan", "p.code")
    .where("p.retired", "=", false)
    .distinctOn(["p.position", "p.code"])
    .orderBy("p.position")
    .orderBy("p.code")
    .orderBy("v.version", "desc")
    .selectAll("v")
    .select("p.name as plan_name")
    .execute();
  return rows.map((row) => ({ ...versionOf(row), planName: row.plan_name, onSale: true }));
}

export type StoredVersion = { plan: string; version: number; fingerprint: string };

export async function listNewestVersions(tx: Tx): Promise<StoredVersion[]> {
  return await tx
    .selectFrom("plan_versions")
    .distinctOn("plan")
    .orderBy("plan")
    .orderBy("version", "desc")
    .select(["plan", "version", "fingerprint"])
    .execute();
}

/** Writes features, plans and packs as the catalogue has them; what it no longer has is retired. */
export async function writeCatalog(tx: Tx, { features, plans, packs }: Catalog): Promise<void> {
  for (const { code, name, creditsPerUnit } of features) {
    await tx
      .insertInto("features")
      .values({ code, name, credits_per_unit: creditsPerUnit })
      .onConflict((on) => on.column("code").doUpdateSet({ name, credits_per_unit: creditsPerUnit }))
      .execute();
  }
  const planCodes = plans.map(({ code }) => code);
  for (const [position, { code, name }] of plans.entries()) {
    const row = { name, position, retired: false };
    await tx
      .insertInto("plans")
      .values({ code, ...row })
      .onConflict((on) => on.column("code").doUpdateSet(row))
      .execute();
  }
  await retire(tx, "plans", planCodes);
  for (const [position, { code, name, credits, currency, price, validMonths }] of packs.entries()) {
    const row = {
      name,
      credits,
      currency,
      price_minor: price,
      valid_months: validMonths,
      position,
      retired: false,
    };
    await tx
      .insertInto("packs")
      .values({ code, ...row })
      .onConflict((on) => on.column("code").doUpdateSet(row))
      .execute();
  }
  await retire(
    tx,
    "packs",
    packs.map(({ code }) => code),
  );
}

async function retire(tx: Tx, table: "plans" | "packs", kept: readonly string[]): Promise<void> {
  await tx
    .updateTable(table)
    .set({ retired: true })
    .where("code", "!=", sql<string>`all(${textArray(kept)}::text[])`)
    .execute();
}

export type NewVersion = { plan: CatalogPlan; version: number; fingerprint: string };

export async function insertPlanVersion(
  tx: Tx,
  { plan, version, fingerprint }: NewVersion,
): Promise<void> {
  const { overage } = plan;
  await tx
    .insertInto("plan_versions")
    .values({
      id: newId<PlanVersionId>(),
      plan: plan.code,
      version,
      fingerprint,
      currency: plan.currency,
      price_minor: plan.price,
      interval: plan.interval,
      drip: plan.drip,
      allowance: plan.allowance,
      overage_policy: overage.policy,
      overage_unit_price: overage.policy === "bill" ? overage.unitPrice : null,
      overage_cap: overage.policy === "bill" ? overage.cap : null,
      rollover_max: plan.rollover?.max ?? null,
      features: plan.features === "all" ? null : plan.features,
      created_at: sql<Date>`app_now()`,
    })
    .execute();
}

/** Tells every process that its copy is old; by the clock, so that a database made anew repeats no number. */
export async function bumpCatalogVersion(tx: Tx): Promise<void> {
  await tx
    .updateTable("deployment")
    .set({
      catalog_version: sql`greatest(catalog_version + 1, (extract(epoch from clock_timestamp()) * 1000)::int8)`,
    })
    .execute();
}

/** One application of the catalogue at a time. */
export async function lockDeployment(tx: Tx): Promise<void> {
  await tx.selectFrom("deployment").select("id").forUpdate().execute();
}

/** The plan period an instant falls in, with what cuts it into slices. */
export async function findPeriodAt(tx: Tx, accountId: AccountId, at: Date) {
  return await tx
    .selectFrom("plan_periods as p")
    .innerJoin("subscriptions as s", (join) =>
      join.onRef("s.account_id", "=", "p.account_id").onRef("s.id", "=", "p.subscription_id"),
    )
    .innerJoin("plan_versions as v", "v.id", "p.plan_version_id")
    .where("p.account_id", "=", accountId)
    .where("p.state", "in", ["open", "closed"])
    .where("p.starts_at", "<=", at)
    .where("p.ends_at", ">", at)
    .select(["p.id", "p.starts_at", "p.ends_at", "v.drip", "s.anchor_at", "s.timezone"])
    .executeTakeFirst();
}

/** The subscription an account has, or had last. */
export async function findLatestSubscription(tx: Tx, accountId: AccountId) {
  return await tx
    .selectFrom("subscriptions as s")
    .innerJoin("plan_versions as v", "v.id", "s.plan_version_id")
    .leftJoin("plan_periods as p", (join) =>
      join
        .onRef("p.account_id", "=", "s.account_id")
        .onRef("p.subscription_id", "=", "s.id")
        .on("p.state", "=", "open"),
    )
    .where("s.account_id", "=", accountId)
    .orderBy("s.started_at", "desc")
    .orderBy("s.id", "desc")
    .limit(1)
    .select(["s.id", "s.status", "v.plan", "v.id as plan_version_id"])
    .select(["p.id as period_id", "p.starts_at", "p.ends_at"])
    .executeTakeFirst();
}

/** First periods dated ahead, with what their opening needs of the subscription. */
export async function listPendingPeriods(tx: Tx, accountIds: readonly AccountId[]) {
  return await tx
    .selectFrom("plan_periods as p")
    .innerJoin("subscriptions as s", (join) =>
      join.onRef("s.account_id", "=", "p.account_id").onRef("s.id", "=", "p.subscription_id"),
    )
    .where("p.state", "=", "pending")
    .where("p.account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .selectAll("p")
    .select(["s.anchor_at", "s.timezone as subscription_timezone", "s.grants"])
    .execute();
}
