import { sql } from "kysely";
import type { SuperJSONResult } from "superjson";
import type { Db, Tx } from "@/db/client";
import type { AccountId, ConsumptionId } from "@/lib/ids";
import { fromJson, toJson } from "@/lib/json";
import { pageOfTime, placeOf } from "@/lib/page-place";
import type { AdjustmentWish } from "./decide-adjustment";

export type Adjustment = {
  id: string;
  wish: AdjustmentWish;
  credits: bigint;
  reason: string;
  status: "waiting" | "booked" | "rejected";
  requestedBy: string;
};

/**
 * Credits of an account above which a second person is asked to give, or to take back: what was given, or taken, without
 * one within a day counts, whoever did. Many small ones are one large.
 */
export async function getApprovalLimit(
  tx: Db,
  { accountId, kind }: { accountId: AccountId; kind: AdjustmentWish["kind"] },
): Promise<bigint> {
  const { rows } = await sql<{ left: bigint }>`
    select greatest(0, coalesce((select (adjustments ->> 'approvalAbove')::int8 from catalog_terms limit 1), 10000)
      - coalesce(sum(credits), 0))::int8 as left
    from adjustments
    where account_id = ${accountId} and kind = ${kind} and status = 'booked' and decided_by is null
      and requested_at > app_now() - interval '1 day'`.execute(tx);
  return rows[0]?.left ?? 0n;
}

export async function insertAdjustment(
  tx: Tx,
  of: {
    accountId: AccountId;
    id: string;
    wish: AdjustmentWish;
    credits: bigint;
    reason: string;
    requestedBy: string;
    bookedAs: bigint | null;
  },
): Promise<void> {
  const { wish } = of;
  const category = wish.kind === "grant" ? wish.category : "adjustment";
  const consumption = wish.kind === "grant" ? wish.consumptionId : null;
  await sql`
    insert into adjustments (account_id, id, kind, wish, credits, category, reason, status, requested_by, requested_at,
      account_version, consumption_id)
    values (${of.accountId}, ${of.id}, ${wish.kind}, ${JSON.stringify(toJson(wish))}::jsonb, ${of.credits}, ${category},
      ${of.reason}, ${of.bookedAs === null ? "waiting" : "booked"}, ${of.requestedBy}, app_now(), ${of.bookedAs},
      ${consumption})`.execute(tx);
}

export async function findAdjustment(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: string },
): Promise<Adjustment | undefined> {
  const { rows } = await sql<Omit<Adjustment, "wish"> & { wish: SuperJSONResult }>`
    select id, wish, credits, reason, status, requested_by as "requestedBy" from adjustments
    where account_id = ${accountId} and id = ${id} for update`.execute(tx);
  const [row] = rows;
  return row && { ...row, wish: fromJson(row.wish) as AdjustmentWish };
}

/** Says what somebody else decided of one that waits, and where it is booked. */
export async function decideWaiting(
  tx: Tx,
  of: { accountId: AccountId; id: string; decidedBy: string; bookedAs: bigint | null },
): Promise<void> {
  await sql`
    update adjustments set status = ${of.bookedAs === null ? "rejected" : "booked"}, account_version = ${of.bookedAs},
      decided_by = ${of.decidedBy}, decided_at = app_now()
    where account_id = ${of.accountId} and id = ${of.id}`.execute(tx);
}

/** The ledger transaction of a kind that an account's last commit wrote. */
export async function getLastVersion(
  tx: Tx,
  { accountId, kind }: { accountId: AccountId; kind: string },
): Promise<bigint> {
  const { rows } = await sql<{ version: bigint }>`
    select account_version as version from ledger_transactions
    where account_id = ${accountId} and kind = ${kind} order by account_version desc limit 1`.execute(
    tx,
  );
  return rows[0]?.version ?? 0n;
}

/** What a use took in credits and whether it was set right; undefined where the account has no such use. */
export async function findUse(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: ConsumptionId },
): Promise<{ credits: bigint; corrected: boolean } | undefined> {
  const { rows } = await sql<{ credits: bigint; corrected: boolean }>`
    select credits, exists (select from adjustments a where a.account_id = c.account_id
      and a.consumption_id = c.id and a.status <> 'rejected') as corrected
    from consumptions c where account_id = ${accountId} and id = ${id}`.execute(tx);
  return rows[0];
}

export type WaitingAdjustment = {
  id: string;
  account: { id: AccountId; name: string };
  kind: AdjustmentWish["kind"];
  credits: bigint;
  category: string;
  reason: string;
  requestedBy: { id: string; name: string };
  at: Date;
};

/** A page of what waits for a second person, the longest first, and where the next begins. */
export async function listWaiting(
  db: Db,
  { after, limit }: { after?: string | null | undefined; limit: number },
): Promise<{ waiting: WaitingAdjustment[]; next: string | null }> {
  const place = placeOf(after);
  const beyond = place
    ? sql`and (d.requested_at, d.id) > (${place.at}::timestamptz, ${place.id}::uuid)`
    : sql``;
  const { rows } = await sql<WaitingAdjustment>`
    select d.id, jsonb_build_object('id', a.id, 'name', a.name) as account, d.kind, d.credits, d.category, d.reason,
      jsonb_build_object('id', s.id, 'name', s.name) as "requestedBy", d.requested_at as at
    from adjustments d join accounts a on a.id = d.account_id join staff_users s on s.id = d.requested_by
    where d.status = 'waiting' ${beyond} order by d.requested_at, d.id limit ${limit + 1}`.execute(
    db,
  );
  const { page: waiting, next } = pageOfTime(rows, { limit, at: (one) => one.at });
  return { waiting, next };
}

/** How many wait for a second person. */
export async function countWaiting(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int4 as count from adjustments where status = 'waiting'`.execute(db);
  return rows[0]?.count ?? 0;
}
