import { type Kysely, sql } from "kysely";

/**
 * What Stripe told us, as it was told. Received in real time: an event is a fact of the world, whatever the
 * sandbox's clock says.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, events, guards, rights]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const events = `
create table stripe_events (
  id text constraint stripe_events_pk primary key
    constraint stripe_events_id_form check (id ~ '^evt_[A-Za-z0-9_]+$' and length(id) <= 255),
  type text not null constraint stripe_events_type_form
    check (type ~ '^[a-z0-9_]+([.][a-z0-9_]+)*$' and length(type) <= 255),
  api_version text,
  livemode boolean not null,
  created_at timestamptz(3) not null,
  object_id text,
  body text not null
    constraint stripe_events_body_limited check (octet_length(body) <= 1000000),
  received_at timestamptz(3) not null,
  status text not null constraint stripe_events_status_known check (status in ('stored', 'ignored')),
  ignored_because text constraint stripe_events_ignored_because_known
    check (ignored_because in ('other_mode', 'other_account')),
  constraint stripe_events_ignored_for_a_reason check (
    (status = 'ignored') = (ignored_because is not null))
);
create index stripe_events_newest on stripe_events (received_at, id);
create index stripe_events_of_object on stripe_events (object_id, created_at) where object_id is not null;
comment on table stripe_events is
  'Every event Stripe sent us, once and for ever. They belong to the deployment: which account one is about is found out by who works it.';
comment on column stripe_events.created_at is 'When it happened, as Stripe says.';
comment on column stripe_events.object_id is
  'The object it is about. What is in the body may be old by now: the object is asked for again.';
comment on column stripe_events.body is
  'Byte for byte as it was signed. Text and not jsonb, which refuses characters that JSON may hold.';
comment on column stripe_events.received_at is 'Real time, unlike the books'' own.';
`;

const guards = `
create trigger stripe_events_no_delete before delete on stripe_events
  for each row execute function refuse_change();
create trigger stripe_events_no_truncate before truncate on stripe_events
  for each statement execute function refuse_change();`;

/** What was told never changes. The portal reads none of it: an event may be of any account. */
const rights = `
grant select, insert on stripe_events to tallybook_app;
grant select on stripe_events to tallybook_read;
`;
