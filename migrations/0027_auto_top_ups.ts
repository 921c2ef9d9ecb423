import { type Kysely, sql } from "kysely";

/** Credits bought by themselves when few are left: what an account agreed to, and every time it ran. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, settings, runs, watch, rights]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

const settings = `
create table auto_top_ups (
  account_id uuid constraint auto_top_ups_pk primary key
    constraint auto_top_ups_account_fk references accounts (id),
  enabled boolean not null default false,
  threshold int8 not null constraint auto_top_ups_threshold_range
    check (threshold between 1 and 1000000000000000),
  pack text not null,
  method_id text,
  cap_minor int8 not null constraint auto_top_ups_cap_positive check (cap_minor > 0),
  cooldown_minutes integer not null constraint auto_top_ups_cooldown_range
    check (cooldown_minutes between 1 and 43200),
  paused_because text constraint auto_top_ups_paused_because_known
    check (paused_because in ('payment_failed', 'to_prove', 'order_ended', 'no_method', 'method_removed',
      'not_on_sale', 'refund', 'dispute')),
  paused_at timestamptz(3),
  pause_mailed_at timestamptz(3),
  look_at timestamptz(3),
  anew_after uuid,
  consented_by text,
  consented_at timestamptz(3),
  changed_at timestamptz(3) not null,
  constraint auto_top_ups_method_fk foreign key (account_id, method_id)
    references payment_methods (account_id, method_id),
  constraint auto_top_ups_paused_with_reason check ((paused_because is null) = (paused_at is null)),
  constraint auto_top_ups_on_by_consent check (not enabled or (consented_by is not null and consented_at is not null))
);
create index auto_top_ups_to_look_at on auto_top_ups (look_at) where look_at is not null;
create index auto_top_ups_pause_to_mail on auto_top_ups (paused_at)
  where paused_at is not null and pause_mailed_at is null;
comment on table auto_top_ups is
  'The pack an account has agreed to be sold when fewer credits than the threshold are left; off until somebody says so.';
comment on column auto_top_ups.cap_minor is
  'The most its orders may come to in a calendar month of the account''s zone, tax included, in minor units.';
comment on column auto_top_ups.method_id is
  'What it is paid with, chosen for it; null: with the default, whichever that is then.';
comment on column auto_top_ups.paused_because is
  'Nothing runs until a person, or where a card was at fault another default card, resumes it.';
comment on column auto_top_ups.anew_after is
  'The newest run when the settings were changed: what runs up to it passed over, such as a cap, holds nothing up.';
comment on column auto_top_ups.look_at is
  'When the worker compares the balance itself, because no use may come to do it: after a change, and when a cooldown or a month ends.';
`;

const runs = `
create table top_up_runs (
  account_id uuid not null constraint top_up_runs_settings_fk references auto_top_ups (account_id),
  id uuid not null,
  status text not null constraint top_up_runs_status_known
    check (status in ('due', 'ordered', 'paid', 'failed', 'skipped')),
  why text constraint top_up_runs_why_known
    check (why in ('enough', 'cap', 'off', 'no_method', 'method_removed', 'not_on_sale', 'payment_failed',
      'to_prove', 'order_ended')),
  failure text constraint top_up_runs_failure_known
    check (failure in ('insufficient_funds', 'expired_card', 'authentication_required', 'not_tried', 'other')),
  threshold int8 not null,
  available int8 not null,
  pack text,
  invoice_id uuid,
  call_id uuid,
  amount_minor int8,
  due_at timestamptz(3) not null,
  ordered_at timestamptz(3),
  ended_at timestamptz(3),
  next_at timestamptz(3),
  mailed_at timestamptz(3),
  constraint top_up_runs_pk primary key (account_id, id),
  constraint top_up_runs_invoice_fk foreign key (account_id, invoice_id) references invoices (account_id, id),
  constraint top_up_runs_ordered_whole check (
    (ordered_at is null) = (invoice_id is null) and (ordered_at is null) = (amount_minor is null)
    and (ordered_at is not null or call_id is null)),
  constraint top_up_runs_ended_or_not check ((status in ('due', 'ordered')) = (ended_at is null)),
  constraint top_up_runs_next_at_its_end check ((ended_at is null) = (next_at is null)),
  constraint top_up_runs_why check ((status in ('failed', 'skipped')) = (why is not null))
);
create unique index top_up_runs_one_open on top_up_runs (account_id) where status in ('due', 'ordered');
create index top_up_runs_open on top_up_runs (due_at) where status in ('due', 'ordered');
create unique index top_up_runs_of_invoice on top_up_runs (account_id, invoice_id) where invoice_id is not null;
create index top_up_runs_to_mail on top_up_runs (ended_at) where status = 'paid' and mailed_at is null;
create index top_up_runs_by_time on top_up_runs (account_id, due_at desc);
comment on table top_up_runs is
  'Each time an account came below its threshold: written by the commit that brought it there, ordered and paid by the worker.';
comment on column top_up_runs.next_at is 'Before then no other begins: the cooldown, or the month whose cap is used up.';
comment on column top_up_runs.failure is 'Of a payment that failed: why, as people are told.';
comment on column top_up_runs.mailed_at is
  'When its people were told what it bought, or that the mail of its invoice tells them.';
comment on column top_up_runs.available is 'The credits that were left when it began.';

create function guard_top_up_run() returns trigger language plpgsql as $$
declare
  moves jsonb := '{"due": ["ordered", "skipped"], "ordered": ["paid", "failed"], "paid": [], "failed": [], "skipped": []}';
begin
  if new.status = old.status then
    old.mailed_at := new.mailed_at;
    if new is distinct from old then
      raise exception using errcode = 'TB006', message = format('top-up %s stands', old.id);
    end if;
    return new;
  end if;
  if (new.account_id, new.id, new.threshold, new.available, new.due_at)
    is distinct from (old.account_id, old.id, old.threshold, old.available, old.due_at)
    or not moves -> old.status ? new.status then
    raise exception using errcode = 'TB006', message = format('top-up %s does not go back', old.id);
  end if;
  return new;
end $$;
create trigger top_up_runs_forward before update on top_up_runs
  for each row execute function guard_top_up_run();
create trigger top_up_runs_no_delete before delete on top_up_runs
  for each row execute function refuse_change();
create trigger top_up_runs_no_truncate before truncate on top_up_runs
  for each statement execute function refuse_change();
`;

/**
 * 9999999999: for as long as one is open. What follows the @ of a top-up is the second it may next begin in; what
 * was passed over under settings that were changed since is no reason to wait.
 */
const watch = `
create or replace function keep_alert_watch() returns trigger language plpgsql as $$
begin
  update account_books set alert_watch = nullif(concat_ws(' ', (
    select string_agg(case r.kind when 'balance' then 'b' when 'usage' then 'u' when 'spend' then 's'
        when 'invoice' then 'i' else 'p' end || r.threshold || case when 'webhook' = any(r.channels) then 'w' else '' end || coalesce('@' || (
          select f.period_key from alert_firings f
          where f.account_id = r.account_id and f.rule_id = r.id and f.threshold = r.threshold
            and r.kind in ('balance', 'usage', 'spend')
          order by f.fired_at desc, f.id desc limit 1), ''), ' ' order by r.kind, r.threshold)
    from alert_rules r
    where r.account_id = new.account_id and r.enabled and r.deleted_at is null
      and r.kind in ('balance', 'usage', 'spend', 'invoice', 'plan_change')), (
    select 't' || t.threshold || coalesce('@' || (
      select coalesce(extract(epoch from n.next_at)::int8, 9999999999) from top_up_runs n
      where n.account_id = t.account_id and not coalesce(n.status = 'skipped' and n.id <= t.anew_after, false)
      order by n.ended_at is null desc, n.due_at desc, n.id desc limit 1), '')
    from auto_top_ups t
    where t.account_id = new.account_id and t.enabled and t.paused_at is null)), '')
  where account_id = new.account_id;
  return null;
end $$;
create trigger auto_top_ups_watched
  after insert or update of threshold, enabled, paused_at, changed_at on auto_top_ups
  for each row execute function keep_alert_watch();
create trigger top_up_runs_watched after insert or update of status on top_up_runs
  for each row execute function keep_alert_watch();
comment on column account_books.alert_watch is
  'The rules a commit decides, as letter and threshold (b1000 u75 s5000 i0 p0), w where the app is told too, each @ the period it last fired in; t1000 is an automatic top-up, @ the second it may next begin in; null where there are none. Kept by keep_alert_watch.';
`;

const rights = `
grant select, insert, update on auto_top_ups, top_up_runs to tallybook_app;
grant select on auto_top_ups, top_up_runs to tallybook_portal, tallybook_read;
${["auto_top_ups", "top_up_runs"]
  .map(
    (table) => `
alter table ${table} enable row level security;
create policy ${table}_portal on ${table} for select to tallybook_portal
  using (account_id = nullif(current_setting('app.account', true), '')::uuid);
create policy ${table}_app on ${table} to tallybook_app using (true) with check (true);
create policy ${table}_read on ${table} for select to tallybook_read using (true);`,
  )
  .join("")}
`;
