import { type Kysely, sql } from "kysely";
import { disputes } from "./0037_disputes/tables";

/**
 * Disputes. What one would take of a line stands beside the line's other returns from the moment its credits are
 * held, so that every rule that counts those counts it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, disputes, guards, caps, events, rights]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

/** Forward only; an answer that is at the processor, or on its way, is not written any more. */
const guards = `
create function guard_dispute() returns trigger language plpgsql as $$
declare
  moves constant jsonb := '{
    "inquiry": ["inquiry_review", "inquiry_closed", "open", "under_review", "won", "lost", "prevented"],
    "inquiry_review": ["inquiry_closed", "open", "under_review", "won", "lost", "prevented"],
    "inquiry_closed": ["open", "under_review", "won", "lost", "prevented"],
    "open": ["under_review", "won", "lost", "prevented"], "under_review": ["won", "lost", "prevented"],
    "won": ["lost"], "lost": ["won"], "prevented": []}';
begin
  if (new.status <> old.status and not (moves -> old.status) ? new.status)
    or (new.account_id, new.id, new.payment_id, new.invoice_id, new.processor_dispute_id, new.currency, new.opened_at,
      new.booked_at) is distinct from (old.account_id, old.id, old.payment_id, old.invoice_id,
      old.processor_dispute_id, old.currency, old.opened_at, old.booked_at)
    or new.withdrawn_minor < old.withdrawn_minor or new.reinstated_minor < old.reinstated_minor
    or new.submissions < old.submissions
    or (old.submitted_at is not null and new.submitted_at is distinct from old.submitted_at)
    or (old.accepted_at is not null and new.accepted_at is distinct from old.accepted_at) then
    raise exception using errcode = 'TB006', message = format('dispute %s does not go back', old.id);
  end if;
  if new.evidence is distinct from old.evidence and (old.submitted_at is not null or old.accepted_at is not null
    or old.answer in ('submitting', 'accepting') or old.closed_at is not null) then
    raise exception using errcode = 'TB006', message = format('dispute %s is answered', old.id);
  end if;
  return new;
end $$;
create trigger disputes_guarded before update on disputes for each row execute function guard_dispute();

create function guard_dispute_file() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and ((new.account_id, new.id, new.dispute_id, new.field, new.name, new.type, new.bytes, new.added_at,
      new.added_by) is distinct from (old.account_id, old.id, old.dispute_id, old.field, old.name, old.type, old.bytes,
      old.added_at, old.added_by)
    or (old.processor_file_id is not null and new.processor_file_id is distinct from old.processor_file_id)
    or (old.removed_at is not null and new.removed_at is distinct from old.removed_at)) then
    raise exception using errcode = 'TB006', message = format('file %s does not change', old.id);
  end if;
  if (tg_op = 'INSERT' or new.removed_at is distinct from old.removed_at) and exists (
    select from disputes d where d.account_id = new.account_id and d.id = new.dispute_id and (d.submitted_at is not null
      or d.accepted_at is not null or d.answer in ('submitting', 'accepting') or d.closed_at is not null)) then
    raise exception using errcode = 'TB006', message = format('dispute %s is answered', new.dispute_id);
  end if;
  return new;
end $$;
create trigger dispute_files_guarded before insert or update on dispute_files for each row
  execute function guard_dispute_file();
${["disputes", "dispute_movements", "dispute_files"]
  .map(
    (table) => `
create trigger ${table}_no_delete before delete on ${table} for each row execute function refuse_change();
create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function refuse_change();`,
  )
  .join("")}
create trigger dispute_movements_no_update before update on dispute_movements for each row
  execute function refuse_change();
create trigger disputes_audited after insert or update on disputes for each row
  execute function note_change('dispute', 'id', '');
create trigger dispute_files_audited after insert or update on dispute_files for each row
  execute function note_change('dispute_file', 'id', 'bytes');
`;

/** Written under the account's lock, which every commit takes: two at once cannot both look and then write. */
const caps = `
drop trigger line_returns_within on line_returns;
create trigger line_returns_within after insert or update on line_returns for each row
  when (new.stands and new.kind in ('refund', 'dispute')) execute function guard_line_return();

-- Of a charge: what refunds give back by card and what disputes' lines give back.
create function guard_payment_within() returns trigger language plpgsql as $$
begin
  if new.payment_id is not null and exists (
    select from payments p where p.account_id = new.account_id and p.id = new.payment_id and p.amount_minor <
      (select coalesce(sum(f.card_minor), 0) from refunds f where f.account_id = p.account_id and f.payment_id = p.id
        and f.status in ('reserved', 'calling', 'unknown', 'succeeded', 'returned'))
      + (select coalesce(sum(d.returned_minor), 0) from disputes d where d.account_id = p.account_id and d.payment_id = p.id))
  then
    raise exception using errcode = 'TB008', message = 'no more is given back than was paid';
  end if;
  return null;
end $$;
create trigger refunds_within after insert or update on refunds for each row execute function guard_payment_within();
create trigger disputes_within after insert or update on disputes for each row execute function guard_payment_within();
`;

/** Until now disputes were kept as they came: from here on they are booked. */
const events = `
update stripe_event_work w set status = 'stored', next_at = clock_timestamp()
from stripe_events e
where e.id = w.event_id and w.status = 'kept' and e.type like 'charge.dispute.%';
`;

/** How it is answered, by whom and with what is for us. */
const shown = [
  ...["account_id", "id", "payment_id", "invoice_id", "status", "currency", "amount_minor"],
  ...["opened_at", "closed_at"],
];

const tables = ["disputes", "dispute_movements", "dispute_files"];

const rights = `
grant select, insert, update on disputes, dispute_files to tallybook_app;
grant select, insert on dispute_movements to tallybook_app;
grant select on ${tables.join(", ")} to tallybook_read;
grant select (${shown.join(", ")}) on disputes to tallybook_portal;
create policy disputes_portal on disputes for select to tallybook_portal
  using (account_id = nullif(current_setting('app.account', true), '')::uuid);
${tables
  .map(
    (table) => `
alter table ${table} enable row level security;
create policy ${table}_app on ${table} to tallybook_app using (true) with check (true);
create policy ${table}_read on ${table} for select to tallybook_read using (true);`,
  )
  .join("")}
`;
