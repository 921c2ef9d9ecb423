import { type Kysely, sql } from "kysely";

/**
 * Sums of all accounts together, by the days transfers were recorded and booked on: what reports are read from. The sums of
 * accounts say under which segment theirs stand there; all are made again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, currencies, accounts, days, forgotten, rights])
    await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

/** A currency may change until something is charged, like a segment: credits stood under another one then. */
const currencies = `
alter table account_segments disable trigger account_segments_append_only;
alter table account_segments add column currency text;
update account_segments s set currency = a.currency from accounts a where a.id = s.account_id;
alter table account_segments alter column currency set not null;
alter table account_segments enable trigger account_segments_append_only;
comment on table account_segments is
  'Every segment and currency of an account and since when, so that a report of an old month says what it said then.';
create or replace function keep_segment() returns trigger language plpgsql
set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' and (new.segment, new.currency) is not distinct from (old.segment, old.currency) then
    return null;
  end if;
  insert into account_segments (account_id, position, segment, since, currency)
    select new.id, coalesce(max(position), 0) + 1, new.segment,
      case tg_op when 'INSERT' then new.created_at else app_now() end, new.currency
    from account_segments where account_id = new.id;
  return null;
end $$;
`;

const accounts = `
delete from month_rollup_stretches;
alter table month_rollups
  add column segment text not null,
  add column currency text not null,
  drop constraint month_rollups_pk,
  add constraint month_rollups_pk primary key (account_id, recorded_month, month, kind, from_kind, to_kind, asset, about,
    plan_version_id, pack, grant_month, segment, currency);
create index month_rollups_of_month on month_rollups (month, kind, account_id);
comment on column month_rollups.segment is 'Of the account when it was recorded; empty for none.';
comment on column month_rollups.currency is 'Of the account when it was recorded, also where credits are summed.';
`;

const days = `
create table rollup_days (
  recorded_day date not null,
  last_recorded_at timestamptz(3) not null,
  timezone text not null,
  constraint rollup_days_pk primary key (recorded_day)
);
comment on table rollup_days is
  'Days of the house whose ledger transactions are summed in day_rollups, as far as month_rollup_stretches says of each account.';
comment on column rollup_days.last_recorded_at is
  'The newest that is summed: who wants to know what was known before reads the day from the transfers.';

create table day_rollups (
  recorded_day date not null constraint day_rollups_day_fk references rollup_days (recorded_day) on delete cascade,
  booked_day date not null,
  currency text not null,
  segment text not null,
  kind text not null,
  from_kind text not null,
  to_kind text not null,
  asset text not null,
  about text not null,
  plan_version_id uuid not null,
  pack text not null,
  grant_month text not null,
  amount bigint not null,
  transfers bigint not null,
  constraint day_rollups_pk primary key (recorded_day, booked_day, currency, segment, kind, from_kind, to_kind, asset, about,
    plan_version_id, pack, grant_month),
  constraint day_rollups_amount_positive check (amount > 0),
  constraint day_rollups_transfers_positive check (transfers > 0)
);
create index day_rollups_booked on day_rollups (booked_day);
comment on table day_rollups is
  'Sums of the transfers of all accounts, those that are in month_rollups and no others, by the days of the house they were recorded and booked on.';
comment on column day_rollups.segment is 'As in month_rollups; so are all the columns after it.';
comment on column day_rollups.currency is 'As in month_rollups.';
`;

/** What one account's sums are forgotten of is in the sums of all: those are forgotten with it, and made again together. */
const forgotten = `
create function forget_rollups() returns trigger language plpgsql
set search_path = pg_catalog, public as $$
begin
  if not exists (select from gone) then return null; end if;
  perform pg_advisory_xact_lock(hashtext('month_rollups'));
  delete from rollup_days;
  if found then delete from month_rollup_stretches; end if;
  return null;
end $$;
create trigger month_rollup_stretches_forgotten after delete on month_rollup_stretches
  referencing old table as gone for each statement execute function forget_rollups();
`;

const rights = `
grant select, insert, update, delete on rollup_days to tallybook_app;
grant select, insert, update on day_rollups to tallybook_app;
grant select on rollup_days, day_rollups to tallybook_read;
`;
