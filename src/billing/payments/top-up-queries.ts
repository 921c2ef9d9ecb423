import { type Selectable, sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import type { DB } from "@/db/schema";
import type { AccountId, GatewayCallId, InvoiceId, TopUpRunId } from "@/lib/ids";

export type AutoTopUp = Selectable<DB["auto_top_ups"]>;
export type TopUpRun = Selectable<DB["top_up_runs"]>;
export type PausedBecause = "payment_failed" | "no_method" | "not_on_sale";
export type SkippedBecause = "enough" | "cap" | "off" | PausedBecause;

type Key = { account_id: AccountId; id: TopUpRunId };

export async function findAutoTopUp(db: Db, accountId: AccountId): Promise<AutoTopUp | undefined> {
  return await db
    .selectFrom("auto_top_ups")
    .where("account_id", "=", accountId)
    .selectAll()
    .executeTakeFirst();
}

/** Open runs, the oldest first: an account has one at most. */
export async function listOpenTopUps(db: Db, limit: number): Promise<Key[]> {
  return await db
    .selectFrom("top_up_runs")
    .where("status", "in", ["due", "ordered"])
    .orderBy("due_at")
    .limit(limit)
    .select(["account_id", "id"])
    .execute();
}

/** Accounts whose balance the worker compares itself, since no use may come to do it. */
export async function listTopUpsToLookAt(db: Db, limit: number): Promise<AccountId[]> {
  const rows = await db
    .selectFrom("auto_top_ups")
    .where("look_at", "<=", sql<Date>`app_now()`)
    .orderBy("look_at")
    .limit(limit)
    .select("account_id")
    .execute();
  return rows.map(({ account_id }) => account_id);
}

export async function noteLookedAt(tx: Tx, accountId: AccountId): Promise<void> {
  await tx
    .updateTable("auto_top_ups")
    .set({ look_at: null })
    .where("account_id", "=", accountId)
    .execute();
}

export async function findTopUpRun(db: Db, { account_id, id }: Key): Promise<TopUpRun | undefined> {
  return await db
    .selectFrom("top_up_runs")
    .where("account_id", "=", account_id)
    .where("id", "=", id)
    .selectAll()
    .executeTakeFirst();
}

/** What the orders since an instant came to, in minor units; those that failed cost nothing. */
export async function getOrderedSince(tx: Tx, accountId: AccountId, since: Date): Promise<bigint> {
  const { rows } = await sql<{ minor: bigint }>`
    select coalesce(sum(amount_minor), 0)::int8 as minor from top_up_runs
    where account_id = ${accountId} and status in ('ordered', 'paid') and ordered_at >= ${since}`.execute(
    tx,
  );
  return rows[0]?.minor ?? 0n;
}

export async function getInvoiceStatus(
  tx: Tx,
  accountId: AccountId,
  id: InvoiceId,
): Promise<string> {
  const { status } = await tx
    .selectFrom("invoices")
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .select("status")
    .executeTakeFirstOrThrow();
  return status;
}

export type TopUpOrder = {
  pack: string;
  invoiceId: InvoiceId;
  callId: GatewayCallId | null;
  minor: bigint;
};

export async function noteOrdered(
  tx: Tx,
  run: Key,
  { at, pack, invoiceId, callId, minor }: TopUpOrder & { at: Date },
): Promise<void> {
  await tx
    .updateTable("top_up_runs")
    .set({
      ...{ status: "ordered", ordered_at: at, pack },
      ...{ invoice_id: invoiceId, call_id: callId, amount_minor: minor },
    })
    .where("account_id", "=", run.account_id)
    .where("id", "=", run.id)
    .execute();
}

/** Ends a run, and says from when on another may begin: the worker looks then, whether or not credits are used. */
export async function endTopUp(
  tx: Tx,
  run: Key,
  end: {
    status: "paid" | "failed" | "skipped";
    why: SkippedBecause | null;
    at: Date;
    nextAt: Date;
  },
): Promise<void> {
  await tx
    .updateTable("top_up_runs")
    .set({ status: end.status, why: end.why, ended_at: end.at, next_at: end.nextAt })
    .where("account_id", "=", run.account_id)
    .where("id", "=", run.id)
    .execute();
  await tx
    .updateTable("auto_top_ups")
    .set({ look_at: end.nextAt })
    .where("account_id", "=", run.account_id)
    .execute();
}

export async function pauseTopUps(
  tx: Tx,
  accountId: AccountId,
  { because, at }: { because: PausedBecause; at: Date },
): Promise<void> {
  await tx
    .updateTable("auto_top_ups")
    .set({ paused_because: because, paused_at: at, look_at: null })
    .where("account_id", "=", accountId)
    .execute();
}
