import { type Kysely, sql } from "kysely";

/** What reports of refunds and lost disputes are found by, and since when a return no longer stands. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, indexes, ended]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const indexes = `
create index invoice_lines_crediting on invoice_lines (account_id, credited_line_id) where credited_line_id is not null;
create index transfers_returned_of_no_line on transfers (account_id, account_version)
  where invoice_line_id is null and (refund_id is not null or dispute_id is not null);
`;

const ended = `
alter table line_returns add column ended_at timestamptz(3);
comment on column line_returns.ended_at is
  'Since when it no longer stands, by the books'' clock; null of one given up before that was kept.';
create function keep_return_end() returns trigger language plpgsql
set search_path = pg_catalog, public as $$
begin
  new.ended_at := case when new.stands then null when old.stands then app_now() else old.ended_at end;
  return new;
end $$;
create trigger line_returns_keep_end before update on line_returns
  for each row when (new.stands is distinct from old.stands) execute function keep_return_end();
`;
