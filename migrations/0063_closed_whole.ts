import { type Kysely, sql } from "kysely";

/**
 * A closed month gets nothing more (BOOKS B15): no ledger transaction was booked into it, but a transfer or a use could still
 * be added to one that is there.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, references]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const references = `
create or replace function check_booked_references() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
  wrong record;
begin
  select t.account_id is null as without_transaction into wrong
  from (select distinct account_id, account_version from inserted) i
  left join ledger_transactions t on t.account_id = i.account_id and t.account_version = i.account_version
  left join account_books b on b.account_id = i.account_id
  where t.account_id is null or t.booked_at < b.closed_through
  limit 1;
  if found and wrong.without_transaction then
    raise exception using errcode = '23503', constraint = tg_table_name || '_ledger_transaction',
      message = format('%s belong to a ledger transaction of their account', tg_table_name);
  elsif found then
    raise exception using errcode = 'TB003', message = 'the month is closed';
  end if;
  if exists (
    select from (select distinct account_id, plan_period_id from inserted where plan_period_id is not null) i
    left join plan_periods p on p.account_id = i.account_id and p.id = i.plan_period_id
    where p.id is null
  ) then
    raise exception using errcode = '23503', constraint = tg_table_name || '_plan_period',
      message = format('%s name a plan period of their account', tg_table_name);
  end if;
  return null;
end $$;
`;
