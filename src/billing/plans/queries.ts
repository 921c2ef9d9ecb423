import { sql } from "kysely";
import { plainArray, timeArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { insertRows } from "@/db/rows";
import type { AccountId, PlanPeriodId, PlanVersionId } from "@/lib/ids";
import { maxDate, minDate } from "@/lib/time";
import type { Decision, PlanPeriodChange } from "../decision";
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
      stripe_subscription_id: one.stripeSubscriptionId ?? null,
    })),
  );
  await insertRows(tx, "subscriptions", rows);
}

/** What a change or an end makes of subscriptions. */
export async function updateSubscriptions(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap(({ accountId, subscriptionChanges }) =>
    subscriptionChanges.map((one) => ({ accountId, ...one })),
  );
  if (rows.length === 0) return;
  await sql`
    update subscriptions s set plan_version_id = c.version, anchor_at = c.anchor_at, ended_at = c.ended_at,
      status = case when c.ended_at is null then 'active' else 'ended' end
    from unnest(${plainArray(rows.map((row) => row.accountId))}::uuid[], ${plainArray(rows.map((row) => row.id))}::uuid[],
      ${plainArray(rows.map((row) => row.planVersionId))}::uuid[], ${timeArray(rows.map((row) => row.anchorAt))}::timestamptz[],
      ${timeArray(rows.map((row) => row.endedAt))}::timestamptz[]) as c (account_id, id, version, anchor_at, ended_at)
    where s.account_id = c.account_id and s.id = c.id`.execute(tx);
}

/** Closes before it opens, row by row: an account has one open period at a time. */
export async function writePlanPeriods(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const changes = decisions.flatMap(({ accountId, periodChanges }) =>
    periodChanges.map((one) => ({ accountId, ...one })),
  );
  await updatePeriods(
    tx,
    changes.filter(({ closedBy }) => closedBy !== null),
  );
  await updatePeriods(
    tx,
    changes.filter(({ closedBy }) => closedBy === null),
  );
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
      anchor_at: one.anchorAt,
      trial: one.trial,
      cycle_overage: one.cycleOverage,
      stripe_outlook: one.outlook ?? null,
    })),
  );
  await insertRows(tx, "plan_periods", opened);
}

async function updatePeriods(
  tx: Tx,
  changes: readonly ({ accountId: AccountId } & PlanPeriodChange)[],
): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    update plan_periods p set slice_index = c.slice_index, slice_starts_at = c.slice_starts_at,
      slice_ends_at = c.slice_ends_at, ends_at = c.ends_at, allowance_granted = c.granted, closed_by = c.closed_by,
      cycle_overage = coalesce(c.cycle_overage, p.cycle_overage),
      stripe_outlook = coalesce(c.outlook, p.stripe_outlook),
      state = case when c.closed_by = 'abandoned' then 'abandoned' when c.closed_by is not null then 'closed'
        when c.opens then 'open' else p.state end
    from unnest(${plainArray(changes.map((one) => one.accountId))}::uuid[], ${plainArray(changes.map((one) => one.id))}::uuid[],
      ${plainArray(changes.map((one) => one.slice.index))}::int4[], ${timeArray(changes.map((one) => one.slice.startsAt))}::timestamptz[],
      ${timeArray(changes.map((one) => one.slice.endsAt))}::timestamptz[], ${plainArray(changes.map((one) => one.allowanceGranted))}::bool[],
      ${plainArray(changes.map((one) => one.closedBy))}::text[], ${plainArray(changes.map((one) => one.opens === true))}::bool[],
      ${timeArray(changes.map((one) => one.endsAt))}::timestamptz[], ${plainArray(changes.map((one) => one.cycleOverage ?? null))}::int8[],
      ${plainArray(changes.map((one) => one.outlook ?? null))}::text[])
      as c (account_id, id, slice_index, slice_starts_at, slice_ends_at, granted, closed_by, opens, ends_at, cycle_overage,
        outlook)
    where p.account_id = c.account_id and p.id = c.id`.execute(tx);
}

/**
 * The last closed period of each account, with what is given once: whether it ever had a trial, and when
 * the cycle of the last period that cost nothing is over, however soon that was left.
 */
export async function listLastClosedPeriods(tx: Tx, accountIds: readonly AccountId[]) {
  // Found first, so that what is asked beside it is asked once an account and not once a period.
  const last = tx
    .selectFrom("plan_periods")
    .distinctOn("account_id")
    .where("state", "=", "closed")
    .where("account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .orderBy("account_id")
    .orderBy("starts_at", "desc")
    .orderBy("ends_at", "desc")
    .selectAll()
    .as("last");
  return await tx
    .selectFrom(last)
    .selectAll()
    .select(
      sql<boolean>`exists (select from plan_periods t where t.account_id = last.account_id
        and t.state = 'closed' and t.trial)`.as("tried"),
    )
    .select(
      sql<Date | null>`(select max((f.slice_starts_at at time zone s.timezone +
          case when v.interval = 'year' and v.drip is null then interval '1 year' else interval '1 month' end)
          at time zone s.timezone)
        from plan_periods f join plan_versions v on v.id = f.plan_version_id
        join subscriptions s on s.account_id = f.account_id and s.id = f.subscription_id
        where f.account_id = last.account_id and f.state = 'closed' and v.price_minor = 0)`.as(
        "free_until",
      ),
    )
    .execute();
}

/** Plan versions of the periods that open grants and unbilled overage are of. */
export async function listPeriodVersions(
  tx: Tx,
  accountIds: readonly AccountId[],
  periodIds: readonly PlanPeriodId[],
): Promise<{ id: PlanPeriodId; plan_version_id: PlanVersionId }[]> {
  if (periodIds.length === 0) return [];
  return await tx
    .selectFrom("plan_periods")
    .where("account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .where("id", "=", sql<PlanPeriodId>`any(${plainArray(periodIds)}::uuid[])`)
    .select(["id", "plan_version_id"])
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
    .select(["p.id", "p.starts_at", "p.ends_at", "v.drip", "p.anchor_at", "s.timezone"])
    .executeTakeFirst();
  if (!period) return null;
  const year = { start: period.starts_at, end: period.ends_at };
  if (period.drip === null)
    return { planPeriodId: period.id, startsAt: year.start, endsAt: year.end };
  const slices = slicesOf({ anchor: period.anchor_at, timeZone: period.timezone }, year);
  const slice = slices.find(({ start, end }) => start <= at && at < end);
  const { start, end } = slice ?? year;
  return {
    planPeriodId: period.id,
    startsAt: maxDate(start, year.start),
    endsAt: minDate(end, year.end),
  };
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
    // One that was undone before it began is none.
    .where(sql<boolean>`(s.ended_at is null or s.ended_at >= s.started_at)`)
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
    .select(["s.timezone as subscription_timezone", "s.grants"])
    .execute();
}
