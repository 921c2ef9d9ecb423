import { type Kysely, sql } from "kysely";

/** Staff narrow the list of customers by segment and by currency, each in the order of the list. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("set local lock_timeout = '5s'").execute(db);
  for (const column of ["segment", "currency"]) {
    await sql
      .raw(`create index accounts_by_${column} on accounts (${column}, lower(name), id)
        where house_of is null`)
      .execute(db);
  }
}
