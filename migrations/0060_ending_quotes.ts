import { type Kysely, sql } from "kysely";

/** Ending an invoice without its money is shown first and kept as a quote, as a refund is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("set local lock_timeout = '5s'").execute(db);
  await sql
    .raw(`
alter table quotes drop constraint quotes_kind_known,
  add constraint quotes_kind_known check (kind in ('plan_change', 'cancel', 'pack', 'refund', 'dispute', 'adjustment',
    'reconciliation', 'ending')) not valid;`)
    .execute(db);
  await sql.raw("alter table quotes validate constraint quotes_kind_known").execute(db);
}
