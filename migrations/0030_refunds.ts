import { type Kysely, sql } from "kysely";
import { refunds, tasks } from "./0030_refunds/tables";

/**
 * Refunds. What a refund gives back of a line stands beside the line's other returns from the moment it is reserved,
 * so that every rule that counts those counts it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, refunds, tasks, guards, events, rights]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

/** Written under the account's lock, which every commit takes: two at once cannot both look and then write. */
const guards = `
create function guard_refund() returns trigger language plpgsql as $$
declare
  moves constant jsonb := '{"requested": ["reserved", "succeeded", "rejected", "undone"],
    "reserved": ["calling", "unknown", "succeeded", "failed", "undone"],
    "calling": ["unknown", "succeeded", "failed"], "unknown": ["calling", "succeeded", "failed"],
    "succeeded": ["returned"], "rejected": [], "undone": [], "failed": [], "returned": []}';
  most int8;
  given int8;
begin
  if tg_op = 'UPDATE' then
    if (new.status <> old.status and not (moves -> old.status) ? new.status)
      or (new.account_id, new.id, new.invoice_id, new.origin, new.policy, new.shortfall, new.destination, new.period,
        new.currency, new.requested_by, new.requested_at, new.reason)
        is distinct from (old.account_id, old.id, old.invoice_id, old.origin, old.policy, old.shortfall,
        old.destination, old.period, old.currency, old.requested_by, old.requested_at, old.reason)
      or (old.status <> 'requested' and (new.amount_minor, new.card_minor, new.credit_minor, new.excess_minor,
        new.payment_id) is distinct from (old.amount_minor, old.card_minor, old.credit_minor, old.excess_minor,
        old.payment_id))
      or (old.approver is not null and new.approver is distinct from old.approver)
      or (old.processor_refund_id is not null and new.processor_refund_id is distinct from old.processor_refund_id)
      or (old.credit_note_id is not null and new.credit_note_id is distinct from old.credit_note_id)
      or (old.balance_transaction_id is not null
        and new.balance_transaction_id is distinct from old.balance_transaction_id) then
      raise exception using errcode = 'TB006', message = format('refund %s does not go back', old.id);
    end if;
  end if;
  if new.origin = 'staff' and new.approver is null and new.status not in ('requested', 'rejected', 'undone') then
    select (refunds -> 'approvalAbove' ->> new.currency)::int8 into most from catalog_terms limit 1;
    if new.amount_minor > most then
      raise exception using errcode = 'TB007', message = 'a refund of this size takes a second person';
    end if;
  end if;
  if new.payment_id is not null and new.status in ('reserved', 'calling', 'unknown', 'succeeded', 'returned') then
    select coalesce(sum(card_minor), 0) + new.card_minor into given from refunds
      where account_id = new.account_id and payment_id = new.payment_id and id <> new.id
        and status in ('reserved', 'calling', 'unknown', 'succeeded', 'returned');
    if given > (select amount_minor from payments where account_id = new.account_id and id = new.payment_id) then
      raise exception using errcode = 'TB008', message = 'no more is given back than was paid';
    end if;
  end if;
  return new;
end $$;
create trigger refunds_guarded before insert or update on refunds for each row execute function guard_refund();

create function guard_line_return() returns trigger language plpgsql as $$
begin
  if exists (
    select from invoice_lines l
    join lateral (
      select sum(r.net_minor + r.tax_minor) as given from line_returns r
      where r.account_id = l.account_id and r.invoice_line_id = l.id and r.stands) r on true
    where l.account_id = new.account_id and l.id = new.invoice_line_id
      and r.given > l.amount_minor - l.discount_minor + case when l.tax_included then 0 else l.tax_minor end) then
    raise exception using errcode = 'TB008', message = 'no more is given back of a line than it charged';
  end if;
  return null;
end $$;
create trigger line_returns_within after insert or update on line_returns for each row
  when (new.stands and new.kind = 'refund') execute function guard_line_return();
${["refunds", "staff_tasks"]
  .map(
    (table) => `
create trigger ${table}_no_delete before delete on ${table} for each row execute function refuse_change();
create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function refuse_change();`,
  )
  .join("")}
`;

/** Until now refunds were kept as they came: from here on they are booked. */
const events = `
update stripe_event_work w set status = 'stored', next_at = clock_timestamp()
from stripe_events e
where e.id = w.event_id and w.status = 'kept' and (e.type like 'refund.%' or e.type = 'charge.refunded');
`;

/** What we ask of whom, why, and who said so is for us. */
const shown = [
  ...[
    "account_id",
    "id",
    "invoice_id",
    "payment_id",
    "origin",
    "status",
    "destination",
    "currency",
  ],
  ...[
    "amount_minor",
    "card_minor",
    "credit_minor",
    "requested_at",
    "credit_note_id",
    "booked_at",
    "closed_at",
  ],
];

const rights = `
grant select, insert, update on refunds, staff_tasks to tallybook_app;
grant select on refunds, staff_tasks to tallybook_read;
grant select (${shown.join(", ")}) on refunds to tallybook_portal;
${["refunds", "staff_tasks"]
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
