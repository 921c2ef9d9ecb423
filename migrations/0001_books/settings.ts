/** What is not about one account's money: the deployment, the sandbox clock, accounts, directory. */
export const settingTables = `
create extension if not exists btree_gist;

create table deployment (
  id boolean not null default true,
  mode text not null,
  short_id text not null,
  catalog_version bigint not null default 0,
  created_at timestamptz(3) not null,
  constraint deployment_pk primary key (id),
  constraint deployment_single_row check (id),
  constraint deployment_mode_known check (mode in ('sandbox', 'production'))
);
comment on table deployment is 'One row: which mode this database belongs to, so that a story is never written into real books.';

create table sandbox_clock (
  id boolean not null default true,
  offset_ms bigint not null default 0,
  seen_at timestamptz(3) not null,
  constraint sandbox_clock_pk primary key (id),
  constraint sandbox_clock_single_row check (id)
);
comment on table sandbox_clock is 'How far the sandbox is ahead of the real clock; no row in production.';

create function app_now() returns timestamptz(3) language sql volatile as $$
  select (clock_timestamp() + make_interval(secs => coalesce((select offset_ms from sandbox_clock), 0) / 1000.0))::timestamptz(3)
$$;
comment on function app_now() is 'The only clock of billing: real time plus the sandbox offset.';

create table accounts (
  id uuid not null,
  external_id text not null,
  name text not null,
  email text not null,
  currency text not null,
  timezone text not null,
  segment text,
  metadata jsonb not null,
  payment_terms_days integer not null default 7,
  created_at timestamptz(3) not null,
  constraint accounts_pk primary key (id),
  constraint accounts_currency_form check (currency ~ '^[a-z]{3}$'),
  constraint accounts_payment_terms_range check (payment_terms_days between 0 and 365)
);
comment on table accounts is 'A billing account: who pays. Never written by a consume.';

create table account_books (
  account_id uuid not null,
  version bigint not null default 0,
  last_recorded_at timestamptz(3) not null,
  head_hash bytea not null,
  due_at timestamptz(3),
  closed_through timestamptz(3),
  constraint account_books_pk primary key (account_id),
  constraint account_books_account_fk foreign key (account_id) references accounts (id),
  constraint account_books_version_not_negative check (version >= 0)
) with (fillfactor = 50);
create index account_books_due on account_books (due_at, account_id) where due_at is not null;
comment on table account_books is 'The narrow row every operation locks: version, time and hash of the last ledger transaction, and when the next thing is due.';

create table directory (
  kind text not null,
  key text not null,
  account_id uuid not null,
  id uuid not null,
  constraint directory_pk primary key (kind, key),
  constraint directory_account_fk foreign key (account_id) references accounts (id)
);
comment on table directory is 'The only way from a bare id to an account; carries global uniqueness.';

create table idempotency_keys (
  account_id uuid not null,
  key text not null,
  procedure text not null,
  request_hash bytea not null,
  answer jsonb not null,
  recorded_at timestamptz(3) not null,
  constraint idempotency_keys_pk primary key (account_id, key),
  constraint idempotency_keys_account_fk foreign key (account_id) references accounts (id),
  constraint idempotency_keys_key_length check (char_length(key) between 1 and 255)
);
comment on table idempotency_keys is 'The first answer of every write but a consume, for ever. A refusal is not remembered.';
`;
