import { type Kysely, sql } from "kysely";

/** What plan periods were at any time, so that a report of monthly recurring revenue says what it said then. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, history, rights]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const history = `
create table plan_period_history (
  account_id uuid not null constraint plan_period_history_account_fk references accounts (id),
  plan_period_id uuid not null,
  position integer not null,
  plan_version_id uuid not null constraint plan_period_history_version_fk references plan_versions (id),
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  state text not null,
  trial boolean not null,
  recorded_at timestamptz(3) not null,
  constraint plan_period_history_pk primary key (account_id, plan_period_id, position),
  constraint plan_period_history_position_positive check (position > 0)
);
comment on table plan_period_history is
  'What a plan period was, each time it was written otherwise: from which plan, from when to when, and whether it was tried.';
comment on column plan_period_history.recorded_at is
  'By the books'' clock. Of periods older than this table their start, as far as anybody knows.';
insert into plan_period_history
  select account_id, id, 1, plan_version_id, starts_at, ends_at, state, trial, least(starts_at, app_now()) from plan_periods;

create function keep_plan_period() returns trigger language plpgsql
set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' and (new.ends_at, new.state, new.trial) is not distinct from (old.ends_at, old.state, old.trial) then
    return null;
  end if;
  insert into plan_period_history
    select new.account_id, new.id, coalesce(max(position), 0) + 1, new.plan_version_id, new.starts_at, new.ends_at,
      new.state, new.trial, app_now()
    from plan_period_history where account_id = new.account_id and plan_period_id = new.id;
  return null;
end $$;
create trigger plan_periods_keep_history after insert or update on plan_periods
  for each row execute function keep_plan_period();
create trigger plan_period_history_append_only before update or delete on plan_period_history
  for each row execute function refuse_change();
create trigger plan_period_history_no_truncate before truncate on plan_period_history
  for each statement execute function refuse_change();
`;

const rights = `
grant select, insert on plan_period_history to tallybook_app;
grant select on plan_period_history to tallybook_read;
alter table plan_period_history enable row level security;
create policy plan_period_history_app on plan_period_history to tallybook_app using (true) with check (true);
create policy plan_period_history_read on plan_period_history for select to tallybook_read using (true);
`;
