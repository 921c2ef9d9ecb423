import { type Kysely, sql } from "kysely";

/** What becomes of the events Stripe told us of. What was told stands in `stripe_events` and never changes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, work, poll, guards, rights])
    await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const work = `
create table stripe_event_work (
  event_id text constraint stripe_event_work_pk primary key
    constraint stripe_event_work_event_fk references stripe_events (id),
  status text not null constraint stripe_event_work_status_known
    check (status in ('stored', 'waiting', 'kept', 'done', 'dead', 'ignored')),
  attempts integer not null default 0 constraint stripe_event_work_attempts_counted check (attempts >= 0),
  tries integer not null default 0 constraint stripe_event_work_tries_counted check (tries between 0 and attempts),
  next_at timestamptz(3),
  last_error text,
  result text constraint stripe_event_work_result_known check (result in ('applied', 'nothing')),
  account_id uuid constraint stripe_event_work_account_fk references accounts (id),
  touched jsonb not null default '[]',
  worked_at timestamptz(3),
  constraint stripe_event_work_due_or_not check ((status in ('stored', 'waiting')) = (next_at is not null)),
  constraint stripe_event_work_done_has_result check ((status = 'done') = (result is not null))
);
create index stripe_event_work_due on stripe_event_work (next_at) where next_at is not null;
create index stripe_event_work_dead on stripe_event_work (event_id) where status = 'dead';
create index stripe_event_work_of_account on stripe_event_work (account_id, event_id) where account_id is not null;
insert into stripe_event_work (event_id, status, next_at)
  select id, case status when 'ignored' then 'ignored' else 'stored' end,
    case status when 'ignored' then null else received_at end from stripe_events;
comment on table stripe_event_work is 'What became of each event: real time, whatever the sandbox''s clock says.';
comment on column stripe_event_work.status is
  'stored: to be worked; waiting: about something we do not know yet; kept: of a kind nobody books yet; dead: given up after 8 tries, until somebody replays it.';
comment on column stripe_event_work.tries is 'Those that count: a processor that is away uses up none.';
comment on column stripe_event_work.touched is 'The rows it moved, as people read them.';
`;

const poll = `
create table stripe_poll (
  one boolean not null default true constraint stripe_poll_pk primary key constraint stripe_poll_one check (one),
  through timestamptz(3) not null,
  polled_at timestamptz(3) not null,
  found integer not null default 0
);
comment on table stripe_poll is
  'Up to which event''s own time Stripe''s list was read for what never arrived, and how many the last reading found.';
`;

const guards = `
create trigger stripe_event_work_no_delete before delete on stripe_event_work
  for each row execute function refuse_change();
create trigger stripe_event_work_no_truncate before truncate on stripe_event_work
  for each statement execute function refuse_change();
`;

/** No customer's business: an event may be of any account. */
const rights = `
grant select, insert, update on stripe_event_work, stripe_poll to tallybook_app;
grant select on stripe_event_work, stripe_poll to tallybook_read;
alter table stripe_event_work enable row level security;
create policy stripe_event_work_app on stripe_event_work to tallybook_app using (true) with check (true);
create policy stripe_event_work_read on stripe_event_work for select to tallybook_read using (true);
`;
