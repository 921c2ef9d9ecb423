import { type Selectable, sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { realNow } from "@/db/real-time";
import type { DB } from "@/db/schema";
import type { AccountId, CollectionId, DisputeId, GatewayCallId, RefundId } from "@/lib/ids";
import { fromJson, toJson } from "@/lib/json";

/** One call to the processor, as it stands. Real time: moving the sandbox's clock asks nobody twice. */
export type GatewayCall = {
  accountId: AccountId;
  id: GatewayCallId;
  kind: string;
  collectionId: CollectionId | null;
  refundId: RefundId | null;
  disputeId: DisputeId | null;
  request: unknown;
  status: "intended" | "calling" | "unknown" | "succeeded" | "failed";
  /** How often it was begun, this time included. */
  attempts: number;
  answer: unknown;
  errorCode: string | null;
};

/** In hand: nobody else makes it until the lease is over. `ageSeconds` since it was written down, in real time. */
export type TakenCall = GatewayCall & { ageSeconds: number };

export type NewCall = Pick<
  GatewayCall,
  "accountId" | "id" | "kind" | "collectionId" | "request"
> & {
  refundId?: RefundId;
  disputeId?: DisputeId;
  /** Not before so many seconds: until then it can be taken back. */
  afterSeconds?: number;
};

export async function insertCall(tx: Tx, call: NewCall): Promise<void> {
  const { accountId, id, kind, collectionId, request, afterSeconds = 0 } = call;
  await tx
    .insertInto("gateway_calls")
    .values({
      ...{ account_id: accountId, id, kind, collection_id: collectionId },
      ...{ request: JSON.stringify(toJson(request)), status: "intended" },
      refund_id: call.refundId ?? null,
      dispute_id: call.disputeId ?? null,
      next_at: sql<Date>`${realNow} + make_interval(secs => ${afterSeconds})`,
      created_at: realNow,
    })
    .execute();
}

/**
 * Takes one call that is due: nobody else makes it until the lease is over. Undefined where none is, or where
 * the one asked for is in other hands.
 */
export async function takeCall(
  tx: Tx,
  {
    leaseSeconds,
    key,
  }: { leaseSeconds: number; key?: { accountId: AccountId; id: GatewayCallId } },
): Promise<TakenCall | undefined> {
  const which = key ? sql`account_id = ${key.accountId} and id = ${key.id}` : sql`true`;
  const { rows } = await sql<Selectable<DB["gateway_calls"]> & { age: number }>`
    update gateway_calls set status = 'calling', attempts = attempts + 1, called_at = ${realNow},
      next_at = ${realNow} + make_interval(secs => ${leaseSeconds})
    where (account_id, id) = (
      select account_id, id from gateway_calls
      where next_at <= ${realNow} and ${which}
      order by next_at limit 1 for update skip locked)
    returning *, extract(epoch from ${realNow} - created_at)::int4 as age`.execute(tx);
  const [row] = rows;
  return row && { ...callOf(row), ageSeconds: row.age };
}

/** It came to no answer, or to none that says whether it was done: it is made again under the same key. */
export async function putOff(
  tx: Tx,
  call: GatewayCall,
  how: { status: "unknown" | "intended"; afterSeconds: number; code: string | null; error: string },
): Promise<void> {
  await tx
    .updateTable("gateway_calls")
    .set({
      status: how.status,
      next_at: sql<Date>`${realNow} + make_interval(secs => ${how.afterSeconds})`,
      error_code: how.code,
      error: how.error.slice(0, 500),
    })
    .where("account_id", "=", call.accountId)
    .where("id", "=", call.id)
    .where("ended_at", "is", null)
    .execute();
}

/** Whether this ended it: a call ends once, whoever brings the answer. */
export async function endCall(
  tx: Tx,
  call: Pick<GatewayCall, "accountId" | "id">,
  end: { status: "succeeded" | "failed"; answer?: unknown; code?: string | null; error?: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("gateway_calls")
    .set({
      status: end.status,
      next_at: null,
      ended_at: realNow,
      answer: end.answer === undefined ? null : JSON.stringify(toJson(end.answer)),
      error_code: end.code ?? null,
      error: end.error?.slice(0, 500) ?? null,
    })
    .where("account_id", "=", call.accountId)
    .where("id", "=", call.id)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function findCall(
  db: Db,
  accountId: AccountId,
  id: GatewayCallId,
): Promise<GatewayCall | undefined> {
  const row = await db
    .selectFrom("gateway_calls")
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .selectAll()
    .executeTakeFirst();
  return row && callOf(row);
}

/** The call that is being made for a collection, if any. */
export async function findOpenCall(
  tx: Tx,
  accountId: AccountId,
  collectionId: CollectionId,
): Promise<GatewayCall | undefined> {
  const row = await tx
    .selectFrom("gateway_calls")
    .where("account_id", "=", accountId)
    .where("collection_id", "=", collectionId)
    .where("ended_at", "is", null)
    .selectAll()
    .executeTakeFirst();
  return row && callOf(row);
}

function callOf(row: Selectable<DB["gateway_calls"]>): GatewayCall {
  return {
    accountId: row.account_id,
    id: row.id,
    kind: row.kind,
    collectionId: row.collection_id,
    refundId: row.refund_id,
    disputeId: row.dispute_id,
    request: fromJson(row.request as Parameters<typeof fromJson>[0]),
    status: row.status as GatewayCall["status"], // gateway_calls_status_known says so
    attempts: row.attempts,
    answer: row.answer === null ? null : fromJson(row.answer as Parameters<typeof fromJson>[0]),
    errorCode: row.error_code,
  };
}
