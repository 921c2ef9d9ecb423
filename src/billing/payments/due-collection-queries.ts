import { sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Db, Tx } from "@/db/client";
import type { CollectionKey, Page } from "./each-collection";

/**
 * Collections of which something is due by now in the books' time, and nothing is being asked yet. What takes the
 * place of one that ends waits for that, or somebody would pay both.
 */
export async function listDueCollections(
  db: Db,
  { passed, limit }: Page,
): Promise<CollectionKey[]> {
  const { rows } = await sql<CollectionKey>`
    select c.account_id as "accountId", c.id from collections c
    where c.next_attempt_at <= app_now() and c.account_id <> all(${plainArray(passed)}::uuid[])
      and not exists (select from gateway_calls g
        where g.account_id = c.account_id and g.collection_id = c.id and g.ended_at is null)
      and not ${anotherEnds}
    order by c.next_attempt_at limit ${limit}`.execute(db);
  return rows;
}

/** Whether a document of it is asked for by another collection still, which is to end at the processor. */
export async function isStillAskedFor(tx: Tx, { accountId, id }: CollectionKey): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select ${anotherEnds} as waits from collections c
    where c.account_id = ${accountId} and c.id = ${id}`.execute(tx);
  return rows[0]?.waits ?? false;
}

const anotherEnds = sql<boolean>`exists (
  select from collections e
  join collection_documents theirs on theirs.account_id = e.account_id and theirs.collection_id = e.id
  join collection_documents ours on ours.account_id = e.account_id and ours.invoice_id = theirs.invoice_id
  where e.account_id = c.account_id and e.id <> c.id and e.status = 'ending' and c.status <> 'ending'
    and ours.collection_id = c.id)`;

/** What the processor would not take back is asked for again in an hour. */
export async function endLater(tx: Tx, { accountId, id }: CollectionKey): Promise<void> {
  await tx
    .updateTable("collections")
    .set({ next_attempt_at: sql<Date>`app_now() + interval '1 hour'` })
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .where("status", "=", "ending")
    .execute();
}

/**
 * Collections whose last try failed and whose document is overdue, of which nothing followed yet. Where somebody is
 * paying just now, that is waited for.
 */
export async function listExhausted(db: Db, { passed, limit }: Page): Promise<CollectionKey[]> {
  const { rows } = await sql<CollectionKey>`
    select c.account_id as "accountId", c.id from collections c
    join invoices i on i.account_id = c.account_id and i.id = c.invoice_id
    where c.exhausted_at is not null and c.last_step is null and c.closed_at is null
      and c.status in ('intended', 'open') and not c.processing
      and i.status = 'issued' and i.overdue_from <= app_now()
      and c.account_id <> all(${plainArray(passed)}::uuid[])
      and not exists (select from gateway_calls g
        where g.account_id = c.account_id and g.collection_id = c.id and g.ended_at is null)
    order by c.exhausted_at limit ${limit}`.execute(db);
  return rows;
}

/** When the next try is due, if one is before `until`. What was due before `after` and is still waits for an answer. */
export async function findNextAttempt(
  db: Db,
  { after, until }: { after: Date; until: Date },
): Promise<Date | null> {
  const row = await db
    .selectFrom("collections")
    .where("next_attempt_at", "<", until)
    .where("next_attempt_at", ">", after)
    .orderBy("next_attempt_at")
    .select("next_attempt_at")
    .limit(1)
    .executeTakeFirst();
  return row?.next_attempt_at ?? null;
}
