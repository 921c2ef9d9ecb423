import { type Kysely, sql } from "kysely";

/**
 * The customer portal: who else may come in, mail on its way, sessions inside another site's frame, and
 * what lets long ledgers be read a page at a time.
 *
 * People, invitations and mail live in real time (clock_timestamp()), as sign-in does.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, people, invitations, mails, embedding, ledgers, rights]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

const people = `
alter table users add column locale text
  constraint users_locale_form check (locale ~ '^[a-z]{2}(-[A-Z]{2})?$');
comment on column users.locale is 'The language a user chose; null: as the browser asks.';

create function keep_an_owner() returns trigger language plpgsql as $$
begin
  -- Owners who leave at the same moment would each see the other: they queue up here.
  perform from account_books where account_id = old.account_id for no key update;
  if not exists (select from memberships where account_id = old.account_id and role = 'owner') then
    raise exception using errcode = 'TB005', message = 'an account keeps an owner';
  end if;
  return null;
end $$;
create trigger memberships_keep_an_owner after update of role or delete on memberships
  for each row when (old.role = 'owner') execute function keep_an_owner();
`;

const invitations = `
create table invitations (
  account_id uuid not null constraint invitations_account_fk references accounts (id),
  id uuid not null,
  email text not null
    constraint invitations_email_normal check (email = lower(email) and email like '%_@_%'),
  role text not null
    constraint invitations_role_known check (role in ('owner', 'billing_manager', 'viewer')),
  invited_by uuid constraint invitations_invited_by_fk references users (id),
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  accepted_at timestamptz(3),
  accepted_by uuid constraint invitations_accepted_by_fk references users (id),
  revoked_at timestamptz(3),
  constraint invitations_pk primary key (account_id, id),
  constraint invitations_accepted_by_somebody check ((accepted_at is null) = (accepted_by is null)),
  constraint invitations_one_end check (accepted_at is null or revoked_at is null)
);
create unique index invitations_one_open on invitations (account_id, email)
  where accepted_at is null and revoked_at is null;
comment on table invitations is
  'Who was asked to join an account. The SHA-256 of the code is the key in the directory (kind invitation).';
`;

const mails = `
create table mails (
  id uuid constraint mails_pk primary key,
  account_id uuid constraint mails_account_fk references accounts (id),
  kind text not null,
  recipient text not null,
  subject text not null,
  body text not null,
  created_at timestamptz(3) not null,
  next_attempt_at timestamptz(3),
  attempts integer not null default 0,
  sent_at timestamptz(3),
  failed_at timestamptz(3),
  last_error text,
  constraint mails_one_end check (sent_at is null or failed_at is null),
  constraint mails_waiting_or_ended check (
    (next_attempt_at is null) = (sent_at is not null or failed_at is not null))
);
create index mails_waiting on mails (next_attempt_at) where next_attempt_at is not null;
create index mails_newest on mails (created_at desc, id desc);
comment on table mails is
  'Mail on its way: written with what it tells of, sent by the worker. The sandbox keeps and shows it.';
comment on column mails.body is 'Emptied once sent, but in the sandbox: it may hold a sign-in link.';
`;

const embedding = `
alter table portal_links add column embedded boolean not null default false;
comment on column portal_links.embedded is 'Asked for a frame in the app''s own page.';
alter table login_sessions add column embedded boolean not null default false;
alter table login_sessions add column return_url text;
comment on column login_sessions.embedded is
  'Lives in a frame of another site: its cookie is another one, sent only there.';
comment on column login_sessions.return_url is 'Where the app wants its customer back.';
`;

const ledgers = `
create index ledger_transactions_rare on ledger_transactions (account_id, account_version desc)
  where kind not in ('consume', 'hold', 'capture', 'release');
comment on index ledger_transactions_rare is
  'What came to grants and left them otherwise than by use; use and holds, the hot path, are not in it.';

create index transfers_of_line on transfers (account_id, invoice_line_id) where invoice_line_id is not null;
comment on index transfers_of_line is 'What was booked for an invoice line; use names none, so it is not in it.';

create table ledger_checkpoints (
  account_id uuid not null constraint ledger_checkpoints_account_fk references accounts (id),
  account_version bigint not null,
  from_version bigint not null,
  credits bigint not null,
  kinds text[] not null,
  grants uuid[] not null,
  changes bigint[] not null,
  first_at timestamptz(3) not null,
  last_at timestamptz(3) not null,
  constraint ledger_checkpoints_pk primary key (account_id, account_version),
  constraint ledger_checkpoints_transaction_fk foreign key (account_id, account_version)
    references ledger_transactions (account_id, account_version),
  constraint ledger_checkpoints_not_empty check (from_version >= 0 and from_version < account_version),
  constraint ledger_checkpoints_change_per_grant check (cardinality(grants) = cardinality(changes)),
  constraint ledger_checkpoints_in_time check (first_at <= last_at)
);
comment on table ledger_checkpoints is
  'A stretch of a ledger in one row: what was on grants after it, and which kinds, grants and times are in it, so that a page far back is found and its running balance told without reading what lies between. Made again from transfers at any time.';
comment on column ledger_checkpoints.from_version is 'The version before the stretch: where the one before it ends.';
comment on column ledger_checkpoints.credits is 'On grants after account_version.';
comment on column ledger_checkpoints.changes is 'What each of the grants gained or lost in the stretch.';
`;

const accountScoped = ["invitations", "ledger_checkpoints"];

/**
 * The portal role reads who belongs to its account and what its own user did, and nothing of how codes
 * and keys look. users is not account-scoped, so its policy goes by membership.
 */
const rights = `
grant select, insert, update on invitations, mails to tallybook_app;
grant delete on mails to tallybook_app;
grant select, insert, delete on ledger_checkpoints to tallybook_app;
grant select on ledger_checkpoints to tallybook_portal, tallybook_read;
grant select on invitations to tallybook_portal, tallybook_read;
grant select on memberships to tallybook_portal;
grant select (id, email, name) on users to tallybook_portal;
grant select (id, realm, user_id, account_id, how, created_at, expires_at, idle_seconds, last_seen_at,
  revoked_at, ip, user_agent, embedded) on login_sessions to tallybook_portal;
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

alter table mails enable row level security;
create policy mails_app on mails to tallybook_app using (true) with check (true);

alter table users enable row level security;
create policy users_portal on users for select to tallybook_portal using (exists (
  select from memberships m where m.user_id = users.id
    and m.account_id = nullif(current_setting('app.account', true), '')::uuid));
create policy users_app on users to tallybook_app using (true) with check (true);
create policy users_read on users for select to tallybook_read using (true);

create function member_last_seen(member uuid) returns timestamptz(3)
  language sql stable security definer set search_path = pg_catalog, public as $$
  select max(last_seen_at) from login_sessions
  where user_id = member and account_id = nullif(current_setting('app.account', true), '')::uuid
$$;
comment on function member_last_seen(uuid) is
  'All the portal role learns of others'' sign-ins: when a member last looked at this account.';
revoke execute on function member_last_seen(uuid) from public;
grant execute on function member_last_seen(uuid) to tallybook_portal, tallybook_app;

drop policy login_sessions_portal on login_sessions;
create policy login_sessions_portal on login_sessions for select to tallybook_portal using (
  user_id = nullif(current_setting('app.user', true), '')::uuid
  or (user_id is null and account_id = nullif(current_setting('app.account', true), '')::uuid));
`;
