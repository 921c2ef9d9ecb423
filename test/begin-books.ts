import { sql } from "kysely";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { testCatalog } from "./catalog";

/** The catalogue, and the clock stopped at an instant, in a migrated database that nobody audits. */
export async function beginBooks(db: Db, at: string): Promise<void> {
  await stopClock(at, db);
  await sql`insert into deployment (mode, short_id, created_at) values ('sandbox', 'test', app_now())
    on conflict do nothing`.execute(db);
  await inTransaction(db, (tx) => applyCatalog(tx, testCatalog));
}

/** From here on it stands, in these books, until `setClock` moves it. */
export async function stopClock(at: string, db: Db): Promise<void> {
  await sql`create table test_clock (at timestamptz(3) not null)`.execute(db);
  await sql`insert into test_clock values (${new Date(at).toISOString()}::timestamptz)`.execute(db);
  await sql`grant select on test_clock
    to tallybook_app, tallybook_portal, tallybook_read, tallybook_auditor`.execute(db);
  await sql`create or replace function app_now() returns timestamptz(3) language sql volatile
    as $$ select at from test_clock $$`.execute(db);
}
