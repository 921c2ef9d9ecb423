import { type Kysely, sql } from "kysely";

/**
 * Who may come in: people of customers, staff, their sessions, one-time codes and API keys.
 *
 * Sign-in lives in real time, so the checks here are made against clock_timestamp(), never app_now():
 * moving the sandbox's clock must not sign anybody out.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, people, sessions, codes, keys, rights]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

const people = `
create table users (
  id uuid constraint users_pk primary key,
  email text not null constraint users_email_unique unique
    constraint users_email_normal check (email = lower(email) and email like '%_@_%'),
  name text not null,
  created_at timestamptz(3) not null
);
comment on table users is 'People of customers. What each may do in an account stands in memberships.';
comment on column users.email is 'Normalised (NFKC, lower case) before it is compared or stored.';

create table memberships (
  account_id uuid not null constraint memberships_account_fk references accounts (id),
  user_id uuid not null constraint memberships_user_fk references users (id),
  role text not null
    constraint memberships_role_known check (role in ('owner', 'billing_manager', 'viewer')),
  created_at timestamptz(3) not null,
  constraint memberships_pk primary key (account_id, user_id)
);
create index memberships_by_user on memberships (user_id);
comment on table memberships is 'Which user may see which account, and as what.';

create table staff_users (
  id uuid constraint staff_users_pk primary key,
  email text not null constraint staff_users_email_unique unique
    constraint staff_users_email_normal check (email = lower(email) and email like '%_@_%'),
  name text not null,
  role text not null
    constraint staff_users_role_known check (role in ('support', 'finance', 'admin')),
  created_at timestamptz(3) not null,
  disabled_at timestamptz(3)
);
comment on table staff_users is
  'Us. A table of its own: nobody becomes staff by sharing an e-mail address with staff.';

create table identities (
  realm text not null constraint identities_realm_known check (realm in ('customer', 'staff')),
  issuer text not null,
  subject text not null,
  user_id uuid constraint identities_user_fk references users (id),
  staff_user_id uuid constraint identities_staff_user_fk references staff_users (id),
  created_at timestamptz(3) not null,
  constraint identities_pk primary key (realm, issuer, subject),
  constraint identities_one_person check (
    (realm = 'customer') = (user_id is not null) and (realm = 'staff') = (staff_user_id is not null))
);
comment on table identities is 'Who an OpenID provider''s subject is with us, one realm at a time.';

create table personas (
  slug text constraint personas_pk primary key
    constraint personas_slug_plain check (slug ~ '^[a-z][a-z0-9-]*$'),
  position integer not null constraint personas_position_unique unique,
  label text not null,
  user_id uuid constraint personas_user_fk references users (id),
  staff_user_id uuid constraint personas_staff_user_fk references staff_users (id),
  constraint personas_one_person check ((user_id is null) <> (staff_user_id is null))
);
comment on table personas is
  'Whom the sandbox signs in with one click. Empty, and never read, in production.';
`;

const sessions = `
create table login_sessions (
  id uuid constraint login_sessions_pk primary key,
  realm text not null constraint login_sessions_realm_known check (realm in ('customer', 'staff')),
  user_id uuid constraint login_sessions_user_fk references users (id),
  staff_user_id uuid constraint login_sessions_staff_user_fk references staff_users (id),
  account_id uuid constraint login_sessions_account_fk references accounts (id),
  how text not null
    constraint login_sessions_how_known check (how in ('sandbox', 'email', 'oidc', 'portal_link')),
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  idle_seconds integer not null constraint login_sessions_idle_positive check (idle_seconds > 0),
  last_seen_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  ip text,
  user_agent text,
  constraint login_sessions_one_realm check (
    case realm
      when 'customer' then account_id is not null and staff_user_id is null
        and (user_id is not null or how = 'portal_link')
      else staff_user_id is not null and user_id is null and account_id is null
    end)
);
create index login_sessions_by_user on login_sessions (user_id) where user_id is not null;
create index login_sessions_by_staff_user on login_sessions (staff_user_id)
  where staff_user_id is not null;
create index login_sessions_by_account on login_sessions (account_id) where account_id is not null;
comment on table login_sessions is
  'Every sign-in. The cookie holds only the id; the row is asked on every call, so revoking bites at once.';
comment on column login_sessions.last_seen_at is 'Real time, written at most once a minute.';
`;

const codes = `
create table portal_links (
  account_id uuid not null constraint portal_links_account_fk references accounts (id),
  id uuid not null,
  return_url text,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  constraint portal_links_pk primary key (account_id, id)
);
comment on table portal_links is
  'One-time sign-in links an app backend asked for. The SHA-256 of the code is the key in the directory.';

create table sign_in_tokens (
  token_hash bytea constraint sign_in_tokens_pk primary key
    constraint sign_in_tokens_sha256 check (octet_length(token_hash) = 32),
  realm text not null constraint sign_in_tokens_realm_known check (realm in ('customer', 'staff')),
  email text not null,
  ip text,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3)
);
create index sign_in_tokens_by_email on sign_in_tokens (email, created_at);
create index sign_in_tokens_by_ip on sign_in_tokens (ip, created_at);
comment on table sign_in_tokens is
  'E-mail sign-in links, asked for: also those for unknown addresses, so that limits count them alike.';
`;

const keys = `
create table api_keys (
  prefix text constraint api_keys_pk primary key,
  secret_hash bytea not null
    constraint api_keys_sha256 check (octet_length(secret_hash) = 32),
  name text not null,
  scopes text[] not null constraint api_keys_scopes_some check (cardinality(scopes) > 0),
  created_at timestamptz(3) not null,
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
comment on table api_keys is
  'Keys of app backends. They see every account, so they are not account-scoped; secrets are hashed.';
comment on column api_keys.last_used_at is 'Real time, written at most once a minute.';
`;

const accountScoped = ["memberships", "login_sessions", "portal_links"];

/**
 * The portal role reads what a customer sees and nothing of how people come in. Policies stand on the
 * account-scoped tables all the same, so that a later grant cannot open them to other accounts.
 */
const rights = `
grant select, insert, update on
  users, memberships, staff_users, identities, login_sessions, portal_links, sign_in_tokens, api_keys
  to tallybook_app;
grant select, insert, update, delete on personas to tallybook_app;
grant delete on memberships, sign_in_tokens, portal_links to tallybook_app;
grant select on users, memberships, staff_users to tallybook_read;
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
