/** When a failed payment makes a document overdue, and what the catalogue says of that. */
export const invoices = `
alter table invoices add column failed_at timestamptz(3);
alter table invoices add column overdue_from timestamptz(3)
  generated always as (case when due_at is null then null else least(due_at, failed_at) end) stored;
comment on column invoices.failed_at is
  'When an attempt to collect it first failed: it is overdue from then on, whatever its day (BOOKS B11).';
comment on column invoices.overdue_from is 'From when on it is overdue while it is issued; null where it has no day.';

alter table catalog_terms add column dunning jsonb not null default '{}';
comment on column catalog_terms.dunning is
  'After how many days a failed payment is tried again, and what becomes of the plan after the last try.';

create or replace function check_invoice_change() returns trigger language plpgsql as $$
declare
  -- A generated column has no value yet where this runs.
  free constant text[] := array['status', 'paid_minor', 'credit_applied_minor', 'closed_at', 'due_at', 'failed_at',
    'overdue_from'];
  moves constant jsonb := '{"draft": ["issued"], "issued": ["paid", "void", "uncollectible"], "uncollectible": ["paid"], "paid": [], "void": []}';
begin
  if tg_op = 'DELETE' then
    if old.status = 'draft' then return old; end if;
    raise exception using errcode = 'TB004', message = 'an issued invoice is not deleted';
  end if;
  if new.status <> old.status and not (moves -> old.status) ? new.status then
    raise exception using errcode = 'TB004', message = format('an invoice does not move from %s to %s', old.status, new.status);
  end if;
  if old.status <> 'draft' and ((to_jsonb(new) - free) <> (to_jsonb(old) - free)
    or (new.due_at is not null and new.due_at is distinct from old.due_at)
    or (old.failed_at is not null and new.failed_at is distinct from old.failed_at)) then
    raise exception using errcode = 'TB004', message = 'an issued invoice does not change';
  end if;
  return new;
end $$;
`;
