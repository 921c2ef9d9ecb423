import { type Kysely, sql } from "kysely";

/**
 * Alerts: what an account's people want to be told of, and what they were told.
 *
 * Rules of what a commit decides are carried on the narrow row the lock hands out anyway, so that a
 * consume of an account without rules reads and writes what it did before.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, rules, firings, watch, leaving, rights]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

const kinds = "'balance', 'usage', 'spend', 'run_out', 'spike', 'invoice', 'plan_change'";

const rules = `
create table alert_rules (
  account_id uuid not null constraint alert_rules_account_fk references accounts (id),
  id uuid not null,
  kind text not null constraint alert_rules_kind_known check (kind in (${kinds})),
  threshold bigint not null default 0 constraint alert_rules_threshold_not_negative check (threshold >= 0),
  channels text[] not null
    constraint alert_rules_channels_known check (channels <@ array['in_app', 'email', 'webhook']),
  recipients text[] not null default '{}'
    constraint alert_rules_recipients_few check (cardinality(recipients) <= 10),
  enabled boolean not null default true,
  created_by uuid constraint alert_rules_created_by_fk references users (id),
  created_at timestamptz(3) not null,
  checked_at timestamptz(3),
  deleted_at timestamptz(3),
  constraint alert_rules_pk primary key (account_id, id)
);
create unique index alert_rules_one_each on alert_rules (account_id, kind, threshold) where deleted_at is null;
create index alert_rules_to_check on alert_rules (checked_at nulls first)
  where kind in ('run_out', 'spike') and enabled and deleted_at is null;
comment on table alert_rules is 'What an account''s people want to be told of. An alert tells; it stops nothing.';
comment on column alert_rules.threshold is
  'Credits (balance), percent (usage), minor units (spend), days (run_out), times a usual day (spike); else 0.';
comment on column alert_rules.checked_at is
  'When the worker last asked, of rules no commit decides (run_out, spike).';
comment on column alert_rules.deleted_at is 'A rule that fired stays, so that the history can name it.';
`;

const firings = `
create table alert_firings (
  account_id uuid not null,
  id uuid not null,
  rule_id uuid not null,
  kind text not null constraint alert_firings_kind_known check (kind in (${kinds})),
  threshold bigint not null,
  period_key text not null,
  figure bigint,
  about text,
  channels text[] not null,
  recipients text[] not null,
  fired_at timestamptz(3) not null,
  mailed_at timestamptz(3),
  dismissed_at timestamptz(3),
  constraint alert_firings_pk primary key (account_id, id),
  constraint alert_firings_rule_fk foreign key (account_id, rule_id) references alert_rules (account_id, id),
  constraint alert_firings_once unique (account_id, rule_id, threshold, period_key)
);
create index alert_firings_newest on alert_firings (account_id, fired_at desc, id desc);
create index alert_firings_to_mail on alert_firings (fired_at) where mailed_at is null;
comment on table alert_firings is
  'What was told, and the history of it: once per rule, threshold and period, by alert_firings_once.';
comment on column alert_firings.period_key is
  'The start of the stretch of the plan in epoch seconds, else the calendar month; of a spike its day; else what it is about.';
comment on column alert_firings.figure is 'What it was when it fired, in the unit of the threshold; null where there is none.';
comment on column alert_firings.about is 'The invoice, the name of the plan, or the day: what a figure alone does not say.';
comment on column alert_firings.mailed_at is 'When its mails were put in the outbox, or that there are none to write.';
`;

const watch = `
alter table account_books add column alert_watch text
  constraint account_books_alert_watch_form
    check (alert_watch ~ '^[a-z][0-9]+w?(@[0-9-]+)?( [a-z][0-9]+w?(@[0-9-]+)?)*$');
comment on column account_books.alert_watch is
  'The rules a commit decides, as letter and threshold (b1000 u75 s5000 i0 p0), w where the app is told too, each @ the period it last fired in; null where there are none. Kept by keep_alert_watch.';

create function keep_alert_watch() returns trigger language plpgsql as $$
begin
  update account_books set alert_watch = (
    select string_agg(case r.kind when 'balance' then 'b' when 'usage' then 'u' when 'spend' then 's'
        when 'invoice' then 'i' else 'p' end || r.threshold || case when 'webhook' = any(r.channels) then 'w' else '' end || coalesce('@' || (
          select f.period_key from alert_firings f
          where f.account_id = r.account_id and f.rule_id = r.id and f.threshold = r.threshold
            and r.kind in ('balance', 'usage', 'spend')
          order by f.fired_at desc, f.id desc limit 1), ''), ' ' order by r.kind, r.threshold)
    from alert_rules r
    where r.account_id = new.account_id and r.enabled and r.deleted_at is null
      and r.kind in ('balance', 'usage', 'spend', 'invoice', 'plan_change'))
  where account_id = new.account_id;
  return null;
end $$;
create trigger alert_rules_watched
  after insert or update of kind, threshold, channels, enabled, deleted_at on alert_rules
  for each row execute function keep_alert_watch();
`;

const leaving = `
create function forget_alert_recipient() returns trigger language plpgsql as $$
begin
  update alert_rules set recipients = array_remove(recipients, u.email)
  from users u
  where u.id = old.user_id and alert_rules.account_id = old.account_id
    and u.email = any(alert_rules.recipients);
  return null;
end $$;
create trigger memberships_forget_alert_recipient after delete on memberships
  for each row execute function forget_alert_recipient();
comment on function forget_alert_recipient() is 'Whoever leaves an account is not told of it any more.';
`;

const accountScoped = ["alert_rules", "alert_firings"];

const rights = `
grant select, insert, update on alert_rules, alert_firings to tallybook_app;
grant select on alert_rules, alert_firings to tallybook_portal, tallybook_read;
${accountScoped
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
