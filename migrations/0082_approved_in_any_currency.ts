import { type Kysely, sql } from "kysely";

/**
 * TB007, also for a currency the catalogue forgot: where it sets limits, one it does not name has nothing that one person gives
 * back alone. It had no limit there, and any amount went.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of ["set local lock_timeout = '5s'", guard])
    await sql.raw(statement).execute(db);
}

const guard = `
create or replace function guard_refund() returns trigger language plpgsql as $$
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
  if new.origin = 'staff' and new.approver is null and new.status not in ('requested', 'rejected', 'undone')
    and (tg_op = 'INSERT' or old.status = 'requested') then
    select case when refunds -> 'approvalAbove' <> '{}' then coalesce((refunds -> 'approvalAbove' ->> new.currency)::int8, 0) end
      into most from catalog_terms limit 1;
    select coalesce(sum(amount_minor), 0) + new.amount_minor into given from refunds
      where account_id = new.account_id and invoice_id = new.invoice_id and id <> new.id and origin = 'staff'
        and approver is null and status in ('reserved', 'calling', 'unknown', 'succeeded', 'returned');
    if given > most then
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
`;
