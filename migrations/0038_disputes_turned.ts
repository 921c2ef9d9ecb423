import { type Kysely, sql } from "kysely";

/** What a person has to look at of disputes: more than was left of a charge, and one that was lost and turned. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("set local lock_timeout = '5s'").execute(db);
  await sql
    .raw(`
alter table staff_tasks
  drop constraint staff_tasks_kind_known,
  add constraint staff_tasks_kind_known check (kind in ('refund_returned', 'refund_at_processor', 'refund_excess',
    'refund_unproven', 'dispute_excess', 'dispute_turned')) not valid;
alter table staff_tasks validate constraint staff_tasks_kind_known;
`)
    .execute(db);
}
