import { type Kysely, sql } from "kysely";

/**
 * Links by which an auditor reads closed months, and nothing else. A link names its months, its reason and an end at most 90
 * days off; whoever opens it has a session of eight hours at most. Role `tallybook_auditor` sees by row-level security what the
 * session named in `app.auditor` may: rows of the link's months that are closed, and none once either has ended.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, tables, guards, role, scope, rights, policies])
    await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const tables = `
create table auditor_links (
  id uuid not null,
  token_hash bytea not null constraint auditor_links_token_hash_length check (octet_length(token_hash) = 32),
  auditor text not null constraint auditor_links_auditor_said check (length(auditor) between 1 and 200),
  reason text not null constraint auditor_links_reason_said check (length(reason) between 3 and 500),
  first_month text not null constraint auditor_links_first_month_fk references book_months (month),
  last_month text not null constraint auditor_links_last_month_fk references book_months (month),
  created_by text not null constraint auditor_links_created_by_form check (created_by ~ '^staff:.+$'),
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  revoked_by text,
  constraint auditor_links_pk primary key (id),
  constraint auditor_links_token_unique unique (token_hash),
  constraint auditor_links_months_in_order check (first_month <= last_month),
  constraint auditor_links_ninety_days check (expires_at > created_at and expires_at <= created_at + interval '2160 hours'),
  constraint auditor_links_revoked_by_somebody check ((revoked_at is null) = (revoked_by is null))
);
comment on table auditor_links is 'Who of outside may read which closed months, until when and why. Times are real ones.';
comment on column auditor_links.token_hash is 'SHA-256 of what stands in the link''s address, which nobody keeps.';

create table auditor_sessions (
  id uuid not null,
  link_id uuid not null constraint auditor_sessions_link_fk references auditor_links (id),
  opened_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  ended_at timestamptz(3),
  ip text constraint auditor_sessions_ip_short check (length(ip) <= 64),
  user_agent text constraint auditor_sessions_user_agent_short check (length(user_agent) <= 500),
  constraint auditor_sessions_pk primary key (id),
  constraint auditor_sessions_eight_hours check (expires_at > opened_at and expires_at <= opened_at + interval '8 hours')
);
create index auditor_sessions_of_link on auditor_sessions (link_id, opened_at desc);
comment on table auditor_sessions is 'Each time a link was opened. The row decides, not the cookie.';
`;

/** TB058. What was said when a link was made stays; it is revoked once, a session ended once, and nothing is deleted. */
const guards = `
create function guard_auditor_link() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.created_at > clock_timestamp() + interval '1 second' or new.revoked_at is not null
      or exists (select from book_months m where m.month in (new.first_month, new.last_month) and m.status <> 'closed') then
      raise exception using errcode = 'TB058', message = 'an auditor is shown closed months, from now on';
    end if;
  elsif old.revoked_at is not null or new.revoked_at is null
    or to_jsonb(new) - array['revoked_at', 'revoked_by'] <> to_jsonb(old) - array['revoked_at', 'revoked_by'] then
    raise exception using errcode = 'TB058', message = 'an auditor''s link does not change, it is revoked once';
  end if;
  return new;
end $$;
create trigger auditor_links_guarded before insert or update on auditor_links
  for each row execute function guard_auditor_link();
create trigger auditor_links_not_deleted before delete on auditor_links for each row execute function refuse_change();
create trigger auditor_links_no_truncate before truncate on auditor_links for each statement execute function refuse_change();
create trigger auditor_links_audited after insert or update on auditor_links for each row
  execute function note_change('auditor_link', 'id', 'token_hash,created_by,reason');

create function guard_auditor_session() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.opened_at > clock_timestamp() + interval '1 second' or new.ended_at is not null or not exists (
      select from auditor_links l where l.id = new.link_id and l.revoked_at is null and l.expires_at > clock_timestamp()) then
      raise exception using errcode = 'TB058', message = 'the auditor''s link has ended';
    end if;
  elsif old.ended_at is not null or to_jsonb(new) - 'ended_at' <> to_jsonb(old) - 'ended_at' then
    raise exception using errcode = 'TB058', message = 'an auditor''s session does not change, it ends once';
  end if;
  return new;
end $$;
create trigger auditor_sessions_guarded before insert or update on auditor_sessions
  for each row execute function guard_auditor_session();
create trigger auditor_sessions_not_deleted before delete on auditor_sessions for each row execute function refuse_change();
create trigger auditor_sessions_no_truncate before truncate on auditor_sessions
  for each statement execute function refuse_change();
create trigger auditor_sessions_audited after insert on auditor_sessions for each row
  execute function note_change('auditor_session', 'link_id', 'expires_at');
`;

/** Roles belong to the cluster, so it may exist already. */
const role = `
do $$
begin
  if not exists (select from pg_roles where rolname = 'tallybook_auditor') then
    create role tallybook_auditor nologin;
  end if;
  if not pg_has_role(session_user, 'tallybook_auditor', 'member')
    or not (select rolsuper from pg_roles where rolname = session_user) then
    execute 'grant tallybook_auditor to session_user';
  end if;
end $$;
`;

/** What the session at hand may read, asked anew in every transaction; of a month that is open again nothing. */
const scope = `
create function auditor_scope() returns table (link_id uuid, starts_at timestamptz, ends_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select l.id, min(m.starts_at), max(m.ends_at)
  from auditor_sessions s
  join auditor_links l on l.id = s.link_id
  left join book_months m on m.month between l.first_month and l.last_month and m.status = 'closed'
  where s.id = nullif(current_setting('app.auditor', true), '')::uuid
    and s.ended_at is null and s.expires_at > clock_timestamp()
    and l.revoked_at is null and l.expires_at > clock_timestamp()
  group by l.id
$$;
comment on function auditor_scope() is 'The link of app.auditor and when its closed months begin and end; no row once it has ended.';
`;

const rights = `
grant usage on schema public to tallybook_auditor;
grant select, insert on auditor_links, auditor_sessions to tallybook_app;
grant update (revoked_at, revoked_by) on auditor_links to tallybook_app;
grant update (ended_at) on auditor_sessions to tallybook_app;
grant select (id, auditor, reason, first_month, last_month, expires_at) on auditor_links to tallybook_auditor;
grant select (month, starts_at, ends_at, status) on book_months to tallybook_auditor;
grant select (month, number, taken_at, content, sha256) on month_snapshots to tallybook_auditor;
grant select (account_id, act, subject, after) on audit_log to tallybook_auditor;
grant select on ledger_transactions, transfers to tallybook_auditor;
grant select (account_id, id, kind, asset) on ledger_accounts to tallybook_auditor;
grant select (id, external_id) on accounts to tallybook_auditor;
grant select (account_id, id, number) on invoices to tallybook_auditor;
grant select (account_id, id, invoice_id) on invoice_lines to tallybook_auditor;
grant select (journal) on catalog_terms to tallybook_auditor;
grant select on sandbox_clock to tallybook_auditor;
`;

const everybody = (table: string) => `
alter table ${table} enable row level security;
create policy ${table}_app on ${table} to tallybook_app using (true) with check (true);`;

const shown = (table: string, which: string) => `
create policy ${table}_auditor on ${table} for select to tallybook_auditor using (${which});`;

const own = "link_id from auditor_scope()";
const from = "(select starts_at from auditor_scope())";
const until = "(select ends_at from auditor_scope())";
const inScope = `${from} is not null`;
const ofMonth = (month: string) =>
  `${month} in (select m.month from book_months m where m.starts_at >= ${from} and m.ends_at <= ${until})`;

const policies = [
  ...["auditor_links", "auditor_sessions", "book_months", "month_snapshots"].map(everybody),
  ...["book_months", "month_snapshots"].map(
    (table) => `create policy ${table}_read on ${table} for select to tallybook_read using (true);`,
  ),
  shown("auditor_links", `id = (select ${own})`),
  shown("book_months", `starts_at >= ${from} and ends_at <= ${until}`),
  shown("month_snapshots", ofMonth("month")),
  shown("audit_log", `act = 'month_snapshot.added' and ${ofMonth("subject")}`),
  shown("ledger_transactions", `booked_at >= ${from} and booked_at < ${until}`),
  shown(
    "transfers",
    `exists (select from ledger_transactions x where x.account_id = transfers.account_id
      and x.account_version = transfers.account_version)`,
  ),
  ...["ledger_accounts", "accounts", "invoices", "invoice_lines"].map((table) =>
    shown(table, inScope),
  ),
].join("\n");
