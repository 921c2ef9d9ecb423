import { sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Db, Tx } from "@/db/client";
import type { AccountId, InvoiceId, TopUpRunId } from "@/lib/ids";
import type { PausedBecause } from "./top-up";

/** What an account has agreed to. */
export type AutoTopUp = {
  enabled: boolean;
  threshold: bigint;
  pack: string;
  /** What it is paid with; null: the default, whichever that is then. */
  methodId: string | null;
  /** In the account's currency, tax included. */
  capMinor: bigint;
  cooldownMinutes: number;
  pausedBecause: PausedBecause | null;
  pausedAt: Date | null;
  consentedAt: Date | null;
};

export async function findAutoTopUp(db: Db, accountId: AccountId): Promise<AutoTopUp | undefined> {
  const { rows } = await sql<AutoTopUp>`
    select enabled, threshold, pack, method_id as "methodId", cap_minor as "capMinor",
      cooldown_minutes as "cooldownMinutes", paused_because as "pausedBecause", paused_at as "pausedAt",
      consented_at as "consentedAt"
    from auto_top_ups where account_id = ${accountId}`.execute(db);
  return rows[0];
}

export type Agreed = Pick<
  AutoTopUp,
  "threshold" | "pack" | "methodId" | "capMinor" | "cooldownMinutes"
> & { by: string; at: Date };

/**
 * Switches it on as somebody agreed to it just now. What earlier runs passed over, such as a cap, holds nothing up any
 * more; a pause stays where `keepsPause`. The worker compares the balance next.
 */
export async function writeAgreed(
  tx: Tx,
  accountId: AccountId,
  { keepsPause, ...to }: Agreed & { keepsPause: boolean },
): Promise<void> {
  await sql`
    insert into auto_top_ups as s (account_id, enabled, threshold, pack, method_id, cap_minor, cooldown_minutes,
      look_at, consented_by, consented_at, changed_at)
    values (${accountId}, true, ${to.threshold}, ${to.pack}, ${to.methodId}, ${to.capMinor},
      ${to.cooldownMinutes}, ${to.at}, ${to.by}, ${to.at}, ${to.at})
    on conflict (account_id) do update set enabled = true, threshold = excluded.threshold,
      pack = excluded.pack, method_id = excluded.method_id, cap_minor = excluded.cap_minor,
      cooldown_minutes = excluded.cooldown_minutes, look_at = excluded.look_at,
      consented_by = excluded.consented_by, consented_at = excluded.consented_at,
      changed_at = excluded.changed_at,
      paused_because = case when ${keepsPause} then s.paused_because end,
      paused_at = case when ${keepsPause} then s.paused_at end,
      anew_after = (select n.id from top_up_runs n where n.account_id = s.account_id
        order by n.due_at desc, n.id desc limit 1)`.execute(tx);
}

/** The settings stay, for whoever switches it on again. */
export async function writeSwitchedOff(tx: Tx, accountId: AccountId, at: Date): Promise<void> {
  await tx
    .updateTable("auto_top_ups")
    .set({ enabled: false, look_at: null, paused_because: null, paused_at: null, changed_at: at })
    .where("account_id", "=", accountId)
    .execute();
}

export async function writePaused(
  tx: Tx,
  accountId: AccountId,
  { because, at }: { because: PausedBecause; at: Date },
): Promise<void> {
  await tx
    .updateTable("auto_top_ups")
    .set({ paused_because: because, paused_at: at, pause_mailed_at: null, look_at: null })
    .where("account_id", "=", accountId)
    .execute();
}

/** The worker compares the balance at once. */
export async function writeResumed(tx: Tx, accountId: AccountId, at: Date): Promise<void> {
  await tx
    .updateTable("auto_top_ups")
    .set({ paused_because: null, paused_at: null, look_at: at })
    .where("account_id", "=", accountId)
    .where("paused_at", "is not", null)
    .execute();
}

/** Accounts whose balance the worker compares itself, since no use may come to do it. */
export async function listTopUpsToLookAt(
  db: Db,
  { passed, limit }: Page,
): Promise<{ accountId: AccountId }[]> {
  const { rows } = await sql<{ accountId: AccountId }>`
    select account_id as "accountId" from auto_top_ups
    where look_at <= app_now() and account_id <> all(${plainArray(passed)}::uuid[])
    order by look_at limit ${limit}`.execute(db);
  return rows;
}

type Page = { passed: readonly AccountId[]; limit: number };

export async function noteLookedAt(tx: Tx, accountId: AccountId): Promise<void> {
  await tx
    .updateTable("auto_top_ups")
    .set({ look_at: null })
    .where("account_id", "=", accountId)
    .execute();
}

/** When a balance is next compared without use, if that is before `until`; what is due by `after` is being worked. */
export async function findNextLook(
  db: Db,
  { after, until }: { after: Date; until: Date },
): Promise<Date | null> {
  const row = await db
    .selectFrom("auto_top_ups")
    .where("look_at", "<", until)
    .where("look_at", ">", after)
    .orderBy("look_at")
    .select("look_at")
    .limit(1)
    .executeTakeFirst();
  return row?.look_at ?? null;
}

/**
 * What the orders since an instant came to, in minor units: what was paid, and what may still be, because its payment
 * is on its way or its page is open. What was taken back cost nothing.
 */
export async function getOrderedSince(tx: Tx, accountId: AccountId, since: Date): Promise<bigint> {
  const { rows } = await sql<{ minor: bigint }>`
    select coalesce(sum(r.amount_minor), 0)::int8 as minor
    from top_up_runs r
    join invoices i on i.account_id = r.account_id and i.id = r.invoice_id
    where r.account_id = ${accountId} and r.ordered_at >= ${since} and i.status in ('issued', 'paid')`.execute(
    tx,
  );
  return rows[0]?.minor ?? 0n;
}

/** Orders that failed and that somebody may still pay at their page. */
export async function listOpenOrders(
  tx: Tx,
  accountId: AccountId,
): Promise<{ id: TopUpRunId; invoiceId: InvoiceId }[]> {
  const { rows } = await sql<{ id: TopUpRunId; invoiceId: InvoiceId }>`
    select r.id, r.invoice_id as "invoiceId"
    from top_up_runs r
    join invoices i on i.account_id = r.account_id and i.id = r.invoice_id
    where r.account_id = ${accountId} and r.status = 'failed' and i.status = 'issued'
    order by r.due_at`.execute(tx);
  return rows;
}
