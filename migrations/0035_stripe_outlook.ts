import { type Kysely, sql } from "kysely";

/** What Stripe said of what follows a period it bills: a renewal it announced is not waited for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("set local lock_timeout = '5s'").execute(db);
  await sql
    .raw(`
alter table plan_periods
  add column stripe_outlook text,
  add constraint plan_periods_stripe_outlook_known check (stripe_outlook in ('renews', 'waits', 'assumed'));
comment on column plan_periods.stripe_outlook is
  'Of what Stripe bills. renews: goes on by itself; waits: only with its news; assumed: opened before Stripe told of it.';
`)
    .execute(db);
}
