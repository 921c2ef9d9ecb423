import { type Kysely, sql } from "kysely";

/** Under which codes and names the journal tells ledger accounts to an accounting tool. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("set local lock_timeout = '5s'").execute(db);
  await sql
    .raw(`
alter table catalog_terms add column journal jsonb not null default '{}';
comment on column catalog_terms.journal is
  'Codes and names of ledger accounts in the journal, by kind, where they are other than the defaults.';
`)
    .execute(db);
}
