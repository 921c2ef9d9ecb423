import { type RawBuilder, sql } from "kysely";
import type { Tx } from "@/db/client";
import { realNow } from "@/db/real-time";

/** How long what ran out is kept, for whoever asks what was shown or why a link did not work. */
const keptDays = 30;

/**
 * Deletes quotes that ran out long ago and were never confirmed, with their names in the directory; answers
 * how many. Nothing refers to one but what a confirmation wrote, and that is asked all the same.
 */
export async function deleteOldQuotes(tx: Tx, limit: number): Promise<number> {
  return await countOf(
    tx,
    sql`
    with old as materialized (
      select q.account_id, q.id from quotes q
      where q.used_at is null and q.expires_at < app_now() - make_interval(days => ${keptDays})
        and not exists (select from scheduled_changes c where c.account_id = q.account_id and c.quote_id = q.id)
        and not exists (select from cancel_reasons r where r.account_id = q.account_id and r.quote_id = q.id)
      order by q.expires_at limit ${limit} for update of q skip locked),
    named as (
      delete from directory d using old o where d.kind = 'quote' and d.key = o.id::text),
    gone as (
      delete from quotes q using old o where q.account_id = o.account_id and q.id = o.id returning 1)`,
  );
}

/** The same of links that signed somebody in, or never did. */
export async function deleteOldLinks(tx: Tx, limit: number): Promise<number> {
  return await countOf(
    tx,
    sql`
    with old as materialized (
      select account_id, id from portal_links
      where expires_at < ${realNow} - make_interval(days => ${keptDays})
      order by expires_at limit ${limit} for update skip locked),
    named as (
      delete from directory d using old o
      where d.kind = 'portal_link' and d.account_id = o.account_id and d.id = o.id),
    gone as (
      delete from portal_links l using old o
      where l.account_id = o.account_id and l.id = o.id returning 1)`,
  );
}

/** And of those asked for by mail, which limits count for a quarter of an hour. */
export async function deleteOldTokens(tx: Tx, limit: number): Promise<number> {
  return await countOf(
    tx,
    sql`
    with old as materialized (
      select token_hash from sign_in_tokens
      where expires_at < ${realNow} - make_interval(days => ${keptDays})
      order by expires_at limit ${limit} for update skip locked),
    gone as (
      delete from sign_in_tokens t using old o where t.token_hash = o.token_hash returning 1)`,
  );
}

async function countOf(tx: Tx, sweep: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    ${sweep} select count(*)::int4 as count from gone`.execute(tx);
  return rows[0]?.count ?? 0;
}
