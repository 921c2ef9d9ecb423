import { sql } from "kysely";
import { plainArray, timeArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { insertRows } from "@/db/rows";
import type { AccountId, PlanPeriodId } from "@/lib/ids";
import type { Decision } from "../decision";
import { slicesOf } from "./periods";

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

/** The plan period an instant falls in, and the slice of it that the instant is in. */
export async function findSliceAt(
  tx: Tx,
  accountId: AccountId,
  at: Date,
): Promise<{ planPeriodId: PlanPeriodId; startsAt: Date; endsAt: Date } | null> {
  const period = await tx
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
  if (!period) return null;
  const year = { start: period.starts_at, end: period.ends_at };
  if (period.drip === null)
    return { planPeriodId: period.id, startsAt: year.start, endsAt: year.end };
  const slices = slicesOf({ anchor: period.anchor_at, timeZone: period.timezone }, year);
  const slice = slices.find(({ start, end }) => start <= at && at < end);
  const { start, end } = slice ?? year;
  return { planPeriodId: period.id, startsAt: start, endsAt: end };
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
