import { sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Db } from "@/db/client";
import type { AccountId, CollectionId } from "@/lib/ids";

/** Collections of which something is due by now in the books' time, and nothing is being asked yet. */
export async function listDueCollections(
  db: Db,
  limit: number,
): Promise<{ accountId: AccountId; id: CollectionId }[]> {
  const { rows } = await sql<{ account_id: AccountId; id: CollectionId }>`
    select c.account_id, c.id from collections c
    where c.next_attempt_at <= app_now() and not exists (
      select from gateway_calls g where g.account_id = c.account_id and g.collection_id = c.id and g.ended_at is null)
    order by c.next_attempt_at limit ${limit}`.execute(db);
  return rows.map(({ account_id: accountId, id }) => ({ accountId, id }));
}

/**
 * Collections whose last try failed and whose document is overdue, of which nothing followed yet. Where somebody is
 * paying just now, that is waited for.
 */
export async function listExhausted(
  db: Db,
  { passed, limit }: { passed: readonly AccountId[]; limit: number },
): Promise<{ accountId: AccountId; id: CollectionId }[]> {
  const { rows } = await sql<{ account_id: AccountId; id: CollectionId }>`
    select c.account_id, c.id from collections c
    join invoices i on i.account_id = c.account_id and i.id = c.invoice_id
    where c.exhausted_at is not null and c.last_step is null and c.closed_at is null
      and c.status in ('intended', 'open') and not c.processing
      and i.status = 'issued' and i.overdue_from <= app_now()
      and c.account_id <> all(${plainArray(passed)}::uuid[])
      and not exists (select from gateway_calls g
        where g.account_id = c.account_id and g.collection_id = c.id and g.ended_at is null)
    order by c.exhausted_at limit ${limit}`.execute(db);
  return rows.map(({ account_id: accountId, id }) => ({ accountId, id }));
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
