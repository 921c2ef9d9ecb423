import { type Kysely, sql } from "kysely";

/** The inbox is turned over page by page, refunds that nobody can prove among those above the limit. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("set local lock_timeout = '5s'").execute(db);
  await sql
    .raw(`create index refunds_waiting on refunds (requested_at, id)
      where status = 'requested' or (status = 'unknown' and asks_person)`)
    .execute(db);
  await sql.raw("drop index refunds_to_approve").execute(db);
}
