import { type Kysely, sql } from "kysely";

/**
 * What the app backend is told: domain events, where they go, and every try to bring them there.
 *
 * Events are facts of the books, in the books' time. Deliveries live in real time (clock_timestamp()), as
 * mail does: moving the sandbox's clock must send nothing twice.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, endpoints, events, deliveries, guards, rights]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

const endpoints = `
create table webhook_endpoints (
  id uuid constraint webhook_endpoints_pk primary key,
  url text not null
    constraint webhook_endpoints_url_form check (url ~ '^https?://' and length(url) <= 2000),
  description text not null default '',
  event_types text[]
    constraint webhook_endpoints_event_types_some check (cardinality(event_types) > 0),
  created_at timestamptz(3) not null,
  created_by text not null,
  disabled_at timestamptz(3),
  disabled_because text
    constraint webhook_endpoints_disabled_because_known
    check (disabled_because in ('person', 'failing', 'gone')),
  failing_since timestamptz(3),
  failures integer not null default 0
    constraint webhook_endpoints_failures_not_negative check (failures >= 0),
  paused_until timestamptz(3),
  removed_at timestamptz(3),
  constraint webhook_endpoints_disabled_for_a_reason check (
    (disabled_at is null) = (disabled_because is null)),
  constraint webhook_endpoints_failing_counted check ((failing_since is null) = (failures = 0))
);
create unique index webhook_endpoints_one_per_url on webhook_endpoints (url) where removed_at is null;
comment on table webhook_endpoints is
  'Where domain events are sent. They belong to the deployment: the app backend hears of every account.';
comment on column webhook_endpoints.event_types is 'The types it wants; null for all, later ones too.';
comment on column webhook_endpoints.failures is 'Tries in a row that failed; 0 after one that did not.';
comment on column webhook_endpoints.paused_until is
  'After some failures in a row the endpoint is left alone for a while, so that a dead one holds up no other.';

create table webhook_secrets (
  endpoint_id uuid not null
    constraint webhook_secrets_endpoint_fk references webhook_endpoints (id),
  id uuid not null,
  secret bytea not null
    constraint webhook_secrets_long_enough check (octet_length(secret) between 24 and 64),
  created_at timestamptz(3) not null,
  expires_at timestamptz(3),
  constraint webhook_secrets_pk primary key (endpoint_id, id)
);
comment on table webhook_secrets is
  'What deliveries are signed with. During a rotation there are two, and each delivery carries both signatures.';
comment on column webhook_secrets.secret is
  'Readable, because it signs; no role but tallybook_app may read it, and the API shows it once.';
`;

const events = `
create table domain_events (
  account_id uuid not null constraint domain_events_account_fk references accounts (id),
  id uuid not null,
  type text not null,
  occurred_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  account_version bigint not null,
  data jsonb not null,
  constraint domain_events_pk primary key (account_id, id)
);
create index domain_events_newest on domain_events (recorded_at, id);
comment on table domain_events is
  'What happened to accounts, as the app backend is told: written in the commit that made it happen, once there is an endpoint to tell.';
comment on column domain_events.id is 'The webhook-id of every delivery of it.';
comment on column domain_events.account_version is
  'The account''s version after the commit: deliveries promise no order, this says it.';
comment on column domain_events.data is 'As it goes over the wire: amounts as text, instants in ISO 8601.';
`;

const deliveries = `
create table webhook_deliveries (
  account_id uuid not null,
  event_id uuid not null,
  endpoint_id uuid not null
    constraint webhook_deliveries_endpoint_fk references webhook_endpoints (id),
  status text not null constraint webhook_deliveries_status_known
    check (status in ('waiting', 'delivered', 'failed')),
  created_at timestamptz(3) not null,
  attempts integer not null default 0,
  tries integer not null default 0,
  next_attempt_at timestamptz(3),
  last_attempt_at timestamptz(3),
  last_status integer,
  last_problem text,
  constraint webhook_deliveries_pk primary key (account_id, event_id, endpoint_id),
  constraint webhook_deliveries_event_fk foreign key (account_id, event_id)
    references domain_events (account_id, id),
  constraint webhook_deliveries_tries_counted check (tries between 0 and attempts),
  constraint webhook_deliveries_waiting_or_ended check (
    (status = 'waiting') = (next_attempt_at is not null))
);
create index webhook_deliveries_due on webhook_deliveries (next_attempt_at)
  where next_attempt_at is not null;
create index webhook_deliveries_of_endpoint on webhook_deliveries (endpoint_id, event_id desc);
comment on table webhook_deliveries is
  'One event on its way to one endpoint. What is due again is next_attempt_at, which the worker asks for.';
comment on column webhook_deliveries.attempts is 'All there ever were: the number of its last attempt.';
comment on column webhook_deliveries.tries is 'Since it was last sent or sent again: how long the next pause is.';

create table webhook_attempts (
  account_id uuid not null,
  event_id uuid not null,
  endpoint_id uuid not null,
  number integer not null constraint webhook_attempts_numbered check (number > 0),
  at timestamptz(3) not null,
  duration_ms integer not null
    constraint webhook_attempts_duration_not_negative check (duration_ms >= 0),
  status integer,
  problem text,
  response_start text
    constraint webhook_attempts_response_short check (length(response_start) <= 500),
  constraint webhook_attempts_pk primary key (account_id, event_id, endpoint_id, number),
  constraint webhook_attempts_delivery_fk foreign key (account_id, event_id, endpoint_id)
    references webhook_deliveries (account_id, event_id, endpoint_id),
  constraint webhook_attempts_said_something check (status is not null or problem is not null)
);
comment on table webhook_attempts is 'Every request made, and what came of it.';
comment on column webhook_attempts.response_start is
  'The first characters of the answer, for staff only: it may be anything.';
`;

const appendOnly = ["domain_events", "webhook_attempts"];

const guards = appendOnly
  .map(
    (table) => `
create trigger ${table}_append_only before update or delete on ${table}
  for each row execute function refuse_change();
create trigger ${table}_no_truncate before truncate on ${table}
  for each statement execute function refuse_change();`,
  )
  .join("");

const accountScoped = ["domain_events", "webhook_deliveries", "webhook_attempts"];

/** The portal role reads none of it: who our endpoints are is no customer's business. */
const rights = `
grant select, insert, update on webhook_endpoints, webhook_secrets, webhook_deliveries to tallybook_app;
grant delete on webhook_secrets to tallybook_app;
grant select, insert on domain_events, webhook_attempts to tallybook_app;
grant select on webhook_endpoints, domain_events, webhook_deliveries, webhook_attempts to tallybook_read;
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
