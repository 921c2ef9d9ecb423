import { type Selectable, sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Db, Tx } from "@/db/client";
import type { DB } from "@/db/schema";
import type { FailureReason } from "@/lib/failure-reason";
import type { AccountId, GatewayCallId, InvoiceId, TopUpRunId } from "@/lib/ids";
import type { FailedBecause, SkippedBecause } from "./top-up";

export type TopUpRun = Selectable<DB["top_up_runs"]>;
export type TopUpKey = { accountId: AccountId; id: TopUpRunId };

/**
 * Runs there is something to do for, the oldest first: those to be ordered, and those whose payment has come to an
 * answer. An account has one open at most.
 */
export async function listTopUpsToWork(
  db: Db,
  { passed, limit }: { passed: readonly AccountId[]; limit: number },
): Promise<TopUpKey[]> {
  const { rows } = await sql<TopUpKey>`
    select r.account_id as "accountId", r.id from top_up_runs r
    where r.status in ('due', 'ordered') and r.account_id <> all(${plainArray(passed)}::uuid[])
      and (r.status = 'due'
        or exists (select from invoices i
          where i.account_id = r.account_id and i.id = r.invoice_id and i.status <> 'issued')
        or exists (select from gateway_calls g
          join collections c on c.account_id = g.account_id and c.id = g.collection_id
          where g.account_id = r.account_id and g.id = r.call_id and g.ended_at is not null
            and not c.processing))
    order by r.due_at limit ${limit}`.execute(db);
  return rows;
}

/** Whether the processor is being asked for one just now, by whatever process. */
export async function isTopUpInHand(db: Db): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from top_up_runs r
      join gateway_calls g on g.account_id = r.account_id and g.id = r.call_id
      where r.status = 'ordered' and g.status = 'calling') as found`.execute(db);
  return rows[0]?.found ?? false;
}

export async function findTopUpRun(
  db: Db,
  { accountId, id }: TopUpKey,
): Promise<TopUpRun | undefined> {
  return await db
    .selectFrom("top_up_runs")
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .selectAll()
    .executeTakeFirst();
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

export type PaymentAnswer = {
  /** Somebody still knows more than we do: the call, or a bank that takes its time. */
  isUnderWay: boolean;
  requiresAction: boolean;
  /** Of the newest attempt that failed. */
  code: string | null;
  declineCode: string | null;
};

/** How the payment of an order stands. */
export async function getPaymentAnswer(
  tx: Tx,
  { accountId, callId }: { accountId: AccountId; callId: GatewayCallId },
): Promise<PaymentAnswer> {
  const { rows } = await sql<PaymentAnswer>`
    select g.ended_at is null or c.processing as "isUnderWay", c.requires_action as "requiresAction",
      f.code, f.decline_code as "declineCode"
    from gateway_calls g
    join collections c on c.account_id = g.account_id and c.id = g.collection_id
    left join lateral (
      select code, decline_code from failed_attempts f
      where f.account_id = c.account_id and f.collection_id = c.id
      order by told_at desc, attempt_id limit 1) f on true
    where g.account_id = ${accountId} and g.id = ${callId}`.execute(tx);
  const none = { isUnderWay: true, requiresAction: false, code: null, declineCode: null };
  return rows[0] ?? none;
}

export type TopUpOrder = {
  pack: string;
  invoiceId: InvoiceId;
  callId: GatewayCallId | null;
  minor: bigint;
};

export async function noteOrdered(
  tx: Tx,
  { accountId, id }: TopUpKey,
  { at, pack, invoiceId, callId, minor }: TopUpOrder & { at: Date },
): Promise<void> {
  await tx
    .updateTable("top_up_runs")
    .set({
      ...{ status: "ordered", ordered_at: at, pack },
      ...{ invoice_id: invoiceId, call_id: callId, amount_minor: minor },
    })
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .execute();
}

export type TopUpEnd = { at: Date; nextAt: Date } & (
  | { status: "paid"; why: null }
  | { status: "failed"; why: FailedBecause; failure: FailureReason | null }
  | { status: "skipped"; why: SkippedBecause }
);

/** Ends a run, and says from when on another may begin: the worker looks then, whether or not credits are used. */
export async function endTopUp(tx: Tx, { accountId, id }: TopUpKey, end: TopUpEnd): Promise<void> {
  const failure = end.status === "failed" ? end.failure : null;
  await tx
    .updateTable("top_up_runs")
    .set({ status: end.status, why: end.why, failure, ended_at: end.at, next_at: end.nextAt })
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .execute();
  await tx
    .updateTable("auto_top_ups")
    .set({ look_at: end.nextAt })
    .where("account_id", "=", accountId)
    .where("enabled", "=", true)
    .where("paused_at", "is", null)
    .execute();
}
