import { type Kysely, sql } from "kysely";

/** What an auditor's session may read is asked with the owner's rights, so nobody but an auditor's role may ask. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`revoke execute on function auditor_scope() from public`.execute(db);
  await sql`grant execute on function auditor_scope() to tallybook_auditor`.execute(db);
}
