import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId, InvoiceLineId, PlanPeriodId } from "@/lib/ids";
import { instant, isOlderThanSliceBefore } from "../credits/consumption-queries";

export type PlanStretch = {
  id: PlanPeriodId;
  plan: string;
  startsAt: Date;
  endsAt: Date;
  drips: boolean;
  anchorAt: Date;
  timezone: string;
  lineId: InvoiceLineId | null;
  invoiceId: InvoiceId | null;
  invoiceNumber: string | null;
};

/** The account's plan periods that ran, newest first, each with the invoice that billed it in advance. */
export async function listPlanStretches(
  tx: Tx,
  { accountId, limit }: { accountId: AccountId; limit: number },
): Promise<PlanStretch[]> {
  return await stretches(tx, accountId)
    .orderBy("p.starts_at", "desc")
    .orderBy("p.id", "desc")
    .limit(limit)
    .execute();
}

export async function findPlanStretch(
  tx: Tx,
  accountId: AccountId,
  id: PlanPeriodId,
): Promise<PlanStretch | undefined> {
  return await stretches(tx, accountId).where("p.id", "=", id).executeTakeFirst();
}

function stretches(tx: Tx, accountId: AccountId) {
  return (
    tx
      .selectFrom("plan_periods as p")
      .innerJoin("plan_versions as v", "v.id", "p.plan_version_id")
      .innerJoin("plans as n", "n.code", "v.plan")
      .innerJoin("subscriptions as s", (join) =>
        join.onRef("s.account_id", "=", "p.account_id").onRef("s.id", "=", "p.subscription_id"),
      )
      .leftJoin("invoice_lines as l", (join) =>
        join
          .onRef("l.account_id", "=", "p.account_id")
          .onRef("l.plan_period_id", "=", "p.id")
          .on("l.kind", "in", ["plan", "proration_charge"]),
      )
      .leftJoin("invoices as i", (join) =>
        join.onRef("i.account_id", "=", "l.account_id").onRef("i.id", "=", "l.invoice_id"),
      )
      .select(["p.id", "n.name as plan", "p.starts_at as startsAt", "p.ends_at as endsAt"])
      // A trial has no slices: the year is counted from its end.
      .select((eb) => eb.and([eb("v.drip", "is not", null), eb("p.trial", "=", false)]).as("drips"))
      .select(["p.anchor_at as anchorAt", "s.timezone", "l.id as lineId", "i.id as invoiceId"])
      .select("i.number as invoiceNumber")
      .$narrowType<{ drips: boolean }>()
      .where("p.account_id", "=", accountId)
      // A change that waits for its money, or never got it, is no stretch of use; nor is what ended at once.
      .where("p.state", "in", ["open", "closed"])
      .whereRef("p.starts_at", "<", "p.ends_at")
  );
}

export type UsageLine = {
  id: InvoiceLineId;
  kind: string;
  description: string;
  plan: string | null;
  planPeriodId: PlanPeriodId | null;
  start: Date;
  end: Date;
  /** When the plan period it is for ended, maybe before the line's own end. */
  periodEnd: Date | null;
  quantity: bigint;
  invoiceId: InvoiceId;
  invoiceNumber: string | null;
};

export async function findUsageLine(
  tx: Tx,
  accountId: AccountId,
  id: InvoiceLineId,
): Promise<UsageLine | undefined> {
  return await tx
    .selectFrom("invoice_lines as l")
    .innerJoin("invoices as i", (join) =>
      join.onRef("i.account_id", "=", "l.account_id").onRef("i.id", "=", "l.invoice_id"),
    )
    .leftJoin("plan_versions as v", "v.id", "l.plan_version_id")
    .leftJoin("plans as n", "n.code", "v.plan")
    .leftJoin("plan_periods as p", (join) =>
      join.onRef("p.account_id", "=", "l.account_id").onRef("p.id", "=", "l.plan_period_id"),
    )
    .select("p.ends_at as periodEnd")
    .select(["l.id", "l.kind", "l.description", "n.name as plan", "l.quantity"])
    .select(["l.plan_period_id as planPeriodId", "l.period_start as start", "l.period_end as end"])
    .select(["i.id as invoiceId", "i.number as invoiceNumber"])
    .where("l.account_id", "=", accountId)
    .where("l.id", "=", id)
    .executeTakeFirst();
}

export async function getOpenedAt(tx: Tx, accountId: AccountId): Promise<Date> {
  const row = await tx
    .selectFrom("accounts")
    .select("created_at")
    .where("id", "=", accountId)
    .executeTakeFirstOrThrow();
  return row.created_at;
}

/** When the account last used anything, and when that was told; null before its first use. */
export async function findLastUse(
  tx: Tx,
  accountId: AccountId,
): Promise<{ at: Date; recordedAt: Date } | null> {
  const row = await tx
    .selectFrom("consumptions")
    .select(["occurred_at as at", "recorded_at as recordedAt"])
    .where("account_id", "=", accountId)
    .orderBy("occurred_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export type LateUse = {
  planPeriodId: PlanPeriodId;
  lineId: InvoiceLineId | null;
  invoiceNumber: string | null;
  credits: bigint;
  events: bigint;
};

export type BookedStretch = {
  accountId: AccountId;
  planPeriodId: PlanPeriodId;
  start: Date;
  end: Date;
};

/** Use of before a stretch that came too late for its own period and was booked into this one. */
export async function sumLateUseInto(
  tx: Tx,
  { accountId, planPeriodId, start, end }: BookedStretch,
): Promise<{ credits: bigint; events: bigint }> {
  const { rows } = await sql<{ credits: bigint; events: bigint }>`
    select coalesce(sum(c.credits), 0)::int8 as credits, count(*)::int8 as events
    from consumptions c
    where c.account_id = ${accountId} and c.plan_period_id = ${planPeriodId}
      and c.occurred_at >= ${instant(start)} - interval '36 days' and c.occurred_at < ${instant(start)}
      and c.recorded_at >= ${instant(start)} and c.recorded_at < ${instant(end)}
      and (c.original_period_id is not null or c.recorded_at >= ${instant(start)} + interval '1 hour'
        or ${isOlderThanSliceBefore(instant(start))})
    `.execute(tx);
  return rows[0] ?? { credits: 0n, events: 0n };
}

/** Use of a stretch that came so late that a later period has it, by the period that has. */
export async function listLateUseOutOf(
  tx: Tx,
  { accountId, planPeriodId, start, end }: BookedStretch,
): Promise<LateUse[]> {
  const { rows } = await sql<LateUse>`
    select u.*, l.id as "lineId", i.number as "invoiceNumber"
    from (
      select c.plan_period_id as "planPeriodId", sum(c.credits)::int8 as credits, count(*)::int8 as events
      from consumptions c
      where c.account_id = ${accountId} and c.original_period_id = ${planPeriodId}
        and c.plan_period_id <> ${planPeriodId}
        and c.occurred_at >= ${instant(start)} and c.occurred_at < ${instant(end)}
      group by 1) u
    left join invoice_lines l on l.account_id = ${accountId} and l.plan_period_id = u."planPeriodId"
      and l.kind in ('plan', 'proration_charge')
    left join invoices i on i.account_id = l.account_id and i.id = l.invoice_id
    order by i.number`.execute(tx);
  return rows;
}
