import { type Kysely, sql } from "kysely";

/** People are told that money went back, and that it could not be delivered. What was over before is not told. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, told]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const told = `
drop trigger refunds_audited on refunds;
alter table refunds add column told_at timestamptz(3), add column return_told_at timestamptz(3);
comment on column refunds.told_at is 'When the mails that it went back were put in the outbox.';
comment on column refunds.return_told_at is 'The same of that it could not be delivered.';
update refunds set told_at = app_now(), return_told_at = case when status = 'returned' then app_now() end
  where status in ('succeeded', 'returned');
create index refunds_to_tell on refunds (booked_at)
  where (status = 'succeeded' and told_at is null) or (status = 'returned' and return_told_at is null);
create trigger refunds_audited after insert or update on refunds for each row
  execute function note_change('refund', 'id', 'promised,request,told_at,return_told_at');
`;
