import { type Kysely, sql } from "kysely";

/**
 * When an account's earnings are booked next: at the end of each house day, while a line has something to earn.
 *
 * What stands open is taken up from its account's last entry: its state since then is as it is now, so the
 * first run books each day after that exactly. What was earned before falls on the first of them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("set local lock_timeout = '5s'").execute(db);
  await sql
    .raw(`
alter table account_books add column earns_at timestamptz(3);
comment on column account_books.earns_at is
  'The end of a day of the books at which what lines have earned is booked next (BOOKS B3); all up to the day end before is recognized. Null where nothing is left to earn.';
create index account_books_earning on account_books (earns_at, account_id) where earns_at is not null;
update account_books b set earns_at = b.last_recorded_at
  where exists (select from line_earnings e where e.account_id = b.account_id and e.open);
`)
    .execute(db);
}
