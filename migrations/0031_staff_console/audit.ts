/**
 * The audit log (DESIGN §8): who did what, when and why, of everything that is no booking. Rows are
 * written by the database in the transaction of the act, so that none can be forgotten, whoever does it;
 * each follows from the one before it in its account's chain, or in the one of what is no account's.
 */
export const auditTables = `
create table audit_log (
  account_id uuid not null,
  position bigint not null,
  recorded_at timestamptz(3) not null,
  actor text not null constraint audit_log_actor_form check (actor ~ '^[a-z_]+(:.+)?$'),
  act text not null constraint audit_log_act_form check (act ~ '^[a-z_]+\\.[a-z_]+$'),
  subject text,
  before jsonb,
  after jsonb,
  reason text constraint audit_log_reason_said check (reason <> ''),
  request_id text not null constraint audit_log_request_said check (request_id <> ''),
  previous_hash bytea not null,
  hash bytea not null,
  owner_id uuid generated always as (nullif(account_id, '00000000-0000-0000-0000-000000000000')) stored,
  constraint audit_log_pk primary key (account_id, position),
  constraint audit_log_account_fk foreign key (owner_id) references accounts (id),
  constraint audit_log_position_positive check (position > 0),
  constraint audit_log_hash_length check (octet_length(hash) = 32 and octet_length(previous_hash) = 32)
);
create index audit_log_newest on audit_log (recorded_at desc, account_id desc, position desc);
create index audit_log_by_actor on audit_log (actor, recorded_at desc);
comment on table audit_log is
  'Every act that is no booking: settings, members, keys, sign-ins, what staff did. Append-only, hash-chained per account.';
comment on column audit_log.account_id is 'Whose chain; zeros for the one of what belongs to no account.';
comment on column audit_log.recorded_at is
  'By the books'' clock, never before the row before it. What a sandbox''s story is told of happened when it says.';
comment on column audit_log.actor is 'As ledger_transactions.actor: user, link, staff, key, sandbox, or system and which program.';
comment on column audit_log.before is 'What was; of a change only what changed. Never a secret.';
comment on column audit_log.request_id is 'The request''s, or where there is none the database transaction''s.';

create table audit_heads (
  account_id uuid constraint audit_heads_pk primary key,
  position bigint not null,
  hash bytea not null,
  recorded_at timestamptz(3) not null
);
comment on table audit_heads is 'The last row of every chain: what is cut off at the end is missed too.';

create function chain_audit_row() returns trigger language plpgsql security definer
set search_path = pg_catalog, public as $$
declare
  head audit_heads;
begin
  insert into audit_heads values (new.account_id, 0, decode(repeat('00', 32), 'hex'), '-infinity')
    on conflict do nothing;
  select * into head from audit_heads where account_id = new.account_id for no key update;
  new.position := head.position + 1;
  new.recorded_at := greatest(new.recorded_at, head.recorded_at);
  new.previous_hash := head.hash;
  -- Text that is the same whatever the session's settings: audit-log-queries.ts builds it again.
  new.hash := sha256(convert_to(jsonb_build_array(encode(new.previous_hash, 'hex'), new.account_id, new.position,
    (extract(epoch from new.recorded_at) * 1000)::bigint, new.actor, new.act, new.subject, new.before, new.after,
    new.reason, new.request_id)::text, 'UTF8'));
  update audit_heads set position = new.position, hash = new.hash, recorded_at = new.recorded_at
    where account_id = new.account_id;
  return new;
end $$;
create trigger audit_log_chained before insert on audit_log for each row execute function chain_audit_row();
create trigger audit_log_append_only before update or delete on audit_log for each row execute function refuse_change();
create trigger audit_log_no_truncate before truncate on audit_log for each statement execute function refuse_change();
`;

type Audited = {
  table: string;
  /** What its acts are called, before the point. */
  noun: string;
  /** The column that names what was acted on. */
  subject: string;
  on?: string;
  /** Never in the log: secrets, and what a program notes while it works. */
  hidden?: string;
};

const audited: Audited[] = [
  { table: "accounts", noun: "account", subject: "id", on: "update" },
  { table: "account_discounts", noun: "discount", subject: "id", on: "insert or delete" },
  { table: "account_notes", noun: "note", subject: "id" },
  { table: "account_taxes", noun: "tax", subject: "account_id", hidden: "updated_at" },
  { table: "alert_rules", noun: "alert_rule", subject: "id", hidden: "checked_at" },
  {
    table: "api_keys",
    noun: "api_key",
    subject: "prefix",
    hidden: "secret_hash,last_used_at,last_used_ip",
  },
  {
    table: "billing_details",
    noun: "billing_details",
    subject: "account_id",
    hidden: "updated_at",
  },
  { table: "invitations", noun: "invitation", subject: "id" },
  {
    table: "login_sessions",
    noun: "session",
    subject: "id",
    on: "insert or update of revoked_at",
    hidden: "last_seen_at,return_url,idle_seconds",
  },
  { table: "memberships", noun: "member", subject: "user_id" },
  { table: "payment_methods", noun: "payment_method", subject: "method_id" },
  { table: "staff_users", noun: "staff", subject: "id" },
  {
    table: "webhook_endpoints",
    noun: "webhook",
    subject: "id",
    hidden: "failing_since,failures,paused_until",
  },
  { table: "webhook_secrets", noun: "webhook_secret", subject: "endpoint_id", hidden: "secret" },
];

export const auditTriggers = `
create function note_act(account uuid, act text, subject text, before jsonb, after jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into audit_log (account_id, recorded_at, actor, act, subject, before, after, reason, request_id, position, previous_hash, hash)
  values (coalesce(account, '00000000-0000-0000-0000-000000000000'), app_now(),
    coalesce(nullif(current_setting('app.actor', true), ''), 'system:' || coalesce(nullif(current_setting('application_name'), ''), 'database')),
    act, subject, before, after, nullif(current_setting('app.reason', true), ''),
    coalesce(nullif(current_setting('app.request_id', true), ''), 'tx:' || pg_current_xact_id()), 0, '', '');
end $$;
comment on function note_act(uuid, text, text, jsonb, jsonb) is
  'The only way the product writes the audit log by hand: for acts that change no row of a table it watches.';

create function note_change() returns trigger language plpgsql security definer
set search_path = pg_catalog, public as $$
declare
  hidden text[] := string_to_array(tg_argv[2], ',');
  was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - hidden end;
  becomes jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - hidden end;
  one jsonb := coalesce(becomes, was);
  account uuid := case when tg_argv[0] = 'account' then one ->> 'id' else one ->> 'account_id' end;
  at timestamptz(3) := app_now();
  who text := nullif(current_setting('app.actor', true), '');
  ended boolean := tg_op = 'DELETE';
begin
  if was = becomes then return null; end if;
  -- A story tells of what was long ago; nowhere else is a row older than its insertion.
  if tg_op = 'INSERT' and (one ->> 'created_at')::timestamptz < clock_timestamp() - interval '1 hour'
    and exists (select from sandbox_clock) then
    at := (one ->> 'created_at')::timestamptz;
  end if;
  -- Who signs in is nobody yet: the session says whose it is.
  if who is null and tg_argv[0] = 'session' and tg_op = 'INSERT' then
    who := coalesce('staff:' || (one ->> 'staff_user_id'), 'user:' || (one ->> 'user_id'), 'link:' || (one ->> 'id'));
  end if;
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(b.key, b.value), jsonb_object_agg(b.key, becomes -> b.key) into was, becomes
    from jsonb_each(was) b where b.value is distinct from becomes -> b.key;
    -- What ends stays as a row, so that others can name it.
    ended := exists (select from jsonb_each(becomes) e
      where e.key in ('deleted_at', 'removed_at', 'revoked_at') and e.value <> 'null');
  end if;
  insert into audit_log (account_id, recorded_at, actor, act, subject, before, after, reason, request_id, position, previous_hash, hash)
  values (coalesce(account, '00000000-0000-0000-0000-000000000000'), at,
    coalesce(who, 'system:' || coalesce(nullif(current_setting('application_name'), ''), 'database')),
    tg_argv[0] || case when tg_op = 'INSERT' then '.added' when ended then '.removed' else '.changed' end,
    one ->> tg_argv[1], case tg_op when 'UPDATE' then was else jsonb_strip_nulls(was) end,
    case tg_op when 'UPDATE' then becomes else jsonb_strip_nulls(becomes) end,
    nullif(current_setting('app.reason', true), ''),
    coalesce(nullif(current_setting('app.request_id', true), ''), 'tx:' || pg_current_xact_id()), 0, '', '');
  return null;
end $$;
${audited
  .map(
    ({ table, noun, subject, on = "insert or update or delete", hidden = "" }) => `
create trigger ${table}_audited after ${on} on ${table} for each row
  execute function note_change('${noun}', '${subject}', '${hidden}');`,
  )
  .join("")}
`;
