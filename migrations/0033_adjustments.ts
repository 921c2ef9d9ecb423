import { type Kysely, sql } from "kysely";

/**
 * What staff gives or takes by hand. A booking of credits by somebody of staff stands in a row here, and
 * one above the limit only with a second person's name: the database refuses it otherwise, whoever writes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, adjustments, guards, rights])
    await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const adjustments = `
alter table catalog_terms add column adjustments jsonb not null default '{"approvalAbove": "10000"}';
comment on column catalog_terms.adjustments is
  'Credits above which what staff gives or takes by hand takes a second person.';

create table adjustments (
  account_id uuid not null constraint adjustments_account_fk references accounts (id),
  id uuid not null,
  kind text not null constraint adjustments_kind_known check (kind in ('grant', 'revoke', 'reverse')),
  wish jsonb not null,
  credits int8 not null constraint adjustments_credits_positive check (credits > 0),
  category text not null constraint adjustments_category_known check (category in ('promo', 'goodwill', 'adjustment')),
  reason text not null constraint adjustments_reason_said check (length(reason) between 3 and 500),
  status text not null constraint adjustments_status_known check (status in ('waiting', 'booked', 'rejected')),
  requested_by uuid not null constraint adjustments_requested_by_fk references staff_users (id),
  requested_at timestamptz(3) not null,
  decided_by uuid constraint adjustments_decided_by_fk references staff_users (id),
  decided_at timestamptz(3),
  account_version int8,
  consumption_id uuid,
  constraint adjustments_pk primary key (account_id, id),
  constraint adjustments_decided_by_another check (decided_by <> requested_by),
  constraint adjustments_decided_once check ((decided_by is null) = (decided_at is null)),
  constraint adjustments_booked_somewhere check ((status = 'booked') = (account_version is not null)),
  constraint adjustments_rejected_by_somebody check (status <> 'rejected' or decided_by is not null),
  constraint adjustments_waits_undecided check (status <> 'waiting' or decided_by is null),
  constraint adjustments_booking_fk foreign key (account_id, account_version)
    references ledger_transactions (account_id, account_version)
);
create unique index adjustments_one_booking on adjustments (account_id, account_version)
  where account_version is not null;
create unique index adjustments_corrects_once on adjustments (account_id, consumption_id)
  where consumption_id is not null and status <> 'rejected';
create index adjustments_waiting on adjustments (requested_at) where status = 'waiting';
comment on table adjustments is
  'Credits staff gave, took back or set right by hand: why, who asked, who said yes, and where it is booked. None is revenue.';
comment on column adjustments.wish is 'What was asked for, decided anew when it is booked.';
comment on column adjustments.consumption_id is 'The use whose credits it gives back; each once.';
`;

const guards = `
create function guard_adjustment() returns trigger language plpgsql as $$
declare
  most int8;
begin
  if tg_op = 'UPDATE' and (old.status <> 'waiting' or (new.account_id, new.id, new.kind, new.wish, new.credits,
      new.category, new.reason, new.requested_by, new.requested_at, new.consumption_id)
      is distinct from (old.account_id, old.id, old.kind, old.wish, old.credits, old.category, old.reason,
      old.requested_by, old.requested_at, old.consumption_id)) then
    raise exception using errcode = 'TB020', message = 'an adjustment that was decided does not change';
  end if;
  if new.status = 'booked' and new.decided_by is null then
    select (adjustments ->> 'approvalAbove')::int8 into most from catalog_terms limit 1;
    if new.credits > coalesce(most, 10000) then
      raise exception using errcode = 'TB020', message = 'an adjustment of this size takes a second person';
    end if;
  end if;
  return new;
end $$;
create trigger adjustments_guarded before insert or update on adjustments for each row execute function guard_adjustment();
create trigger adjustments_no_delete before delete on adjustments for each row execute function refuse_change();
create trigger adjustments_no_truncate before truncate on adjustments for each statement execute function refuse_change();
create trigger adjustments_audited after insert or update on adjustments for each row
  execute function note_change('adjustment', 'id', '');

-- At the end of the transaction, as the row names its booking. What a refund takes back comes from hold.
create function require_adjustment() returns trigger language plpgsql as $$
begin
  if exists (select from adjustments
      where account_id = new.account_id and account_version = new.account_version and status = 'booked')
    or (new.kind = 'revoke' and exists (select from transfers t
      join ledger_accounts l on l.account_id = t.account_id and l.id = t.from_id
      where t.account_id = new.account_id and t.account_version = new.account_version and l.kind = 'held')) then
    return null;
  end if;
  raise exception using errcode = 'TB020', message = 'what staff gives or takes by hand is an adjustment';
end $$;
create constraint trigger ledger_transactions_adjusted after insert on ledger_transactions
  deferrable initially deferred for each row
  when (new.kind in ('grant', 'revoke', 'reverse') and new.actor ~ '^staff:[0-9a-f]{8}-[0-9a-f-]{27}$')
  execute function require_adjustment();
`;

const rights = `
grant select, insert, update on adjustments to tallybook_app;
grant select on adjustments to tallybook_read;
alter table adjustments enable row level security;
create policy adjustments_app on adjustments to tallybook_app using (true) with check (true);
create policy adjustments_read on adjustments for select to tallybook_read using (true);
`;
