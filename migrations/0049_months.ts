import { type Kysely, sql } from "kysely";

/**
 * Months of the books that are closed (BOOKS B15), and what stood at the end of each. A month closes in order, once
 * it is over; only the last closed one opens again. What was earned by the end of a day is booked within it, so
 * that a month holds the earnings of its last day.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, months, order, closing, snapshots, booked, rights])
    await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const months = `
create table book_months (
  month text not null constraint book_months_month_form check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  status text not null constraint book_months_status_known check (status in ('closing', 'closed', 'reopening', 'open')),
  changed_by text not null,
  changed_at timestamptz(3) not null,
  reason text constraint book_months_reason_said check (length(reason) between 3 and 500),
  constraint book_months_pk primary key (month),
  constraint book_months_some_time check (starts_at < ends_at),
  constraint book_months_reopened_for_a_reason check (status in ('closing', 'closed') or reason is not null)
);
create unique index book_months_one_at_work on book_months ((true)) where status in ('closing', 'reopening');
comment on table book_months is
  'Months of the books that were closed, cut in the house''s time zone; one without a row is open. closed_through of accounts follows.';
comment on column book_months.status is
  'closing and reopening while accounts follow, set by set; a run that was cut off goes on with those that are left.';
`;

/** TB049. What is at work or closed is always the months before some instant, without a hole. */
const order = `
create function guard_book_month() returns trigger language plpgsql as $$
declare
  moves constant jsonb := '{"closing": ["closed", "reopening"], "closed": ["reopening"], "reopening": ["open"], "open": ["closing"]}';
begin
  if tg_op = 'UPDATE' and (new.month, new.starts_at, new.ends_at) is distinct from (old.month, old.starts_at, old.ends_at)
    or tg_op = 'UPDATE' and not (moves -> old.status) ? new.status
    or tg_op = 'INSERT' and new.status <> 'closing' then
    raise exception using errcode = 'TB049', message = 'a month of the books does not change like that';
  end if;
  if new.status = 'closing' and (new.ends_at > app_now() or exists (
      select from book_months m where m.month < new.month and m.status <> 'closed')
    or exists (select from book_months m where m.month < new.month)
      and not exists (select from book_months m where m.ends_at = new.starts_at)) then
    raise exception using errcode = 'TB049', message = 'months are closed in order, once they are over';
  end if;
  if new.status in ('closing', 'reopening') and exists (
      select from book_months m where m.month > new.month and m.status <> 'open') then
    raise exception using errcode = 'TB049', message = 'only the last closed month is opened again';
  end if;
  return new;
end $$;
create trigger book_months_guarded before insert or update on book_months for each row execute function guard_book_month();
create trigger book_months_not_deleted before delete on book_months for each row execute function refuse_change();
create trigger book_months_no_truncate before truncate on book_months for each statement execute function refuse_change();
create trigger book_months_audited after insert or update on book_months for each row
  execute function note_change('month', 'month', 'changed_by,changed_at,starts_at,ends_at,reason');
`;

/**
 * An account opened later is closed through the same instant. The lock is shared by those who open accounts and
 * taken alone by whoever begins to close: none is opened unseen in between.
 */
const closing = `
create function begin_account_books() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('book_months', 0));
  new.closed_through := greatest(new.closed_through,
    (select max(ends_at) from book_months where status in ('closing', 'closed')));
  return new;
end $$;
create trigger account_books_begin before insert on account_books for each row execute function begin_account_books();

create function guard_closed_through() returns trigger language plpgsql as $$
begin
  if (new.closed_through is null or new.closed_through < old.closed_through) and old.closed_through is not null
    and not exists (select from book_months
      where status = 'reopening' and ends_at = old.closed_through and starts_at = coalesce(new.closed_through, starts_at)) then
    raise exception using errcode = 'TB049', message = 'an account''s books open again only with their month';
  end if;
  return new;
end $$;
create trigger account_books_stay_closed before update of closed_through on account_books
  for each row execute function guard_closed_through();
create index account_books_closed on account_books (closed_through, account_id);
`;

const snapshots = `
create table month_snapshots (
  month text not null constraint month_snapshots_month_fk references book_months (month),
  number integer not null constraint month_snapshots_number_positive check (number > 0),
  taken_at timestamptz(3) not null,
  taken_by text not null,
  content text not null,
  sha256 bytea not null,
  constraint month_snapshots_pk primary key (month, number),
  constraint month_snapshots_hash_of_content check (sha256 = sha256(convert_to(content, 'UTF8')))
);
comment on table month_snapshots is
  'What a month came to each time it was closed: canonical JSON and its SHA-256. Append-only; the last of a month counts.';
create trigger month_snapshots_append_only before update or delete on month_snapshots for each row execute function refuse_change();
create trigger month_snapshots_no_truncate before truncate on month_snapshots for each statement execute function refuse_change();
create trigger month_snapshots_audited after insert on month_snapshots for each row
  execute function note_change('month_snapshot', 'month', 'content,taken_by,taken_at');
`;

const booked = `
alter table ledger_transactions drop constraint ledger_transactions_booked_not_before,
  add constraint ledger_transactions_booked_not_before check (booked_at >= occurred_at
    or (kind in ('recognize', 'overage') and booked_at >= occurred_at - interval '1 millisecond'));
create index ledger_transactions_booked on ledger_transactions (booked_at, account_id, account_version);
comment on column ledger_transactions.booked_at is
  'Which month it counts in: when it happened, or the start of the account''s open month; what was earned by an instant counts before it.';
`;

const rights = `
grant select, insert on book_months, month_snapshots to tallybook_app;
grant update (status, changed_by, changed_at, reason) on book_months to tallybook_app;
grant select on book_months, month_snapshots to tallybook_read;
`;
