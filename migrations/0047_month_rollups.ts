import { type Kysely, sql } from "kysely";

/** Monthly sums of transfers, which reports are read from, and the segments accounts had. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, rollups, segments, rights]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

/** Behind the ledger, never part of it: what is not in them yet is read from the transfers. */
const rollups = `
create table month_rollup_stretches (
  account_id uuid not null constraint month_rollup_stretches_account_fk references accounts (id),
  recorded_month text not null,
  from_version bigint not null,
  through_version bigint not null,
  last_recorded_at timestamptz(3) not null,
  timezone text not null,
  constraint month_rollup_stretches_pk primary key (account_id, recorded_month),
  constraint month_rollup_stretches_month_form check (recorded_month ~ '^[0-9]{4}-[0-9]{2}$'),
  constraint month_rollup_stretches_not_empty check (from_version >= 0 and from_version < through_version)
);
comment on table month_rollup_stretches is
  'Which ledger transactions of an account are summed in month_rollups: those recorded in a month of the house, as far as the worker came. Deleted, they are made again; missing, reports are slower and say the same.';
comment on column month_rollup_stretches.from_version is 'The version before the stretch: where the one before it ends.';
comment on column month_rollup_stretches.last_recorded_at is
  'Of its last ledger transaction: who wants to know what was known before reads the stretch from the transfers.';
comment on column month_rollup_stretches.timezone is 'The house''s, in which its months were cut; sums of another are not read.';

create table month_rollups (
  account_id uuid not null,
  recorded_month text not null,
  month text not null,
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
  constraint month_rollups_pk primary key (account_id, recorded_month, month, kind, from_kind, to_kind, asset, about,
    plan_version_id, pack, grant_month),
  constraint month_rollups_stretch_fk foreign key (account_id, recorded_month)
    references month_rollup_stretches (account_id, recorded_month) on delete cascade,
  constraint month_rollups_amount_positive check (amount > 0),
  constraint month_rollups_transfers_positive check (transfers > 0)
);
comment on table month_rollups is
  'Sums of the transfers of a stretch of an account''s ledger, by the month of the house they were booked in and all that reports tell apart.';
comment on column month_rollups.about is
  'Of credits the grant''s category. Of money the kind of its invoice line; uncollectible where the line was given up. Empty where there is none.';
comment on column month_rollups.plan_version_id is 'Of the plan period or line it names; zeros for none.';
comment on column month_rollups.pack is 'Of the line it names; empty for none.';
comment on column month_rollups.grant_month is 'The month of the house a grant was issued in; empty where there is none.';
`;

/** What the segment of an account is now stands on it; what it was then, here. */
const segments = `
create table account_segments (
  account_id uuid not null constraint account_segments_account_fk references accounts (id),
  position integer not null,
  segment text,
  since timestamptz(3) not null,
  constraint account_segments_pk primary key (account_id, position),
  constraint account_segments_position_positive check (position > 0)
);
comment on table account_segments is
  'Every segment an account was in and since when, so that a report of an old month says what it said then.';
insert into account_segments select id, 1, segment, created_at from accounts;
create function keep_segment() returns trigger language plpgsql
set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' and new.segment is not distinct from old.segment then return null; end if;
  insert into account_segments
    select new.id, coalesce(max(position), 0) + 1, new.segment,
      case tg_op when 'INSERT' then new.created_at else app_now() end
    from account_segments where account_id = new.id;
  return null;
end $$;
create trigger accounts_keep_segment after insert or update on accounts for each row execute function keep_segment();
create trigger account_segments_append_only before update or delete on account_segments
  for each row execute function refuse_change();
create trigger account_segments_no_truncate before truncate on account_segments
  for each statement execute function refuse_change();
`;

const accountScoped = ["month_rollup_stretches", "month_rollups", "account_segments"];

/** Nothing of them is a customer's to read: the portal has its own figures. */
const rights = `
grant select, insert, update, delete on month_rollup_stretches to tallybook_app;
grant select, insert, update on month_rollups to tallybook_app;
grant select, insert on account_segments to tallybook_app;
grant select on ${accountScoped.join(", ")} to tallybook_read;
${accountScoped
  .map(
    (table) => `
alter table ${table} enable row level security;
create policy ${table}_app on ${table} to tallybook_app using (true) with check (true);
create policy ${table}_read on ${table} for select to tallybook_read using (true);`,
  )
  .join("")}
`;
