import { type Kysely, sql } from "kysely";

/** What the catalogue says of taxes by country; invoices too small to be charged by themselves. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, taxes, carried]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const taxes = `
alter table catalog_terms add column taxes jsonb;
comment on column catalog_terms.taxes is 'Rates by country and region, from which day on; null where nothing is taxed by country.';
`;

const carried = `
alter table invoices
  drop constraint invoices_dated_when_issued,
  add constraint invoices_dated_when_issued check (
    (status = 'draft') = (issued_at is null) and (status <> 'draft' or due_at is null));
comment on column invoices.due_at is 'Null of a draft, and of what is too small to be charged by itself: that is due with the next invoice.';

create or replace function check_invoice_change() returns trigger language plpgsql as $$
declare
  free constant text[] := array['status', 'paid_minor', 'credit_applied_minor', 'closed_at', 'due_at'];
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
    or (new.due_at is not null and new.due_at is distinct from old.due_at)) then
    raise exception using errcode = 'TB004', message = 'an issued invoice does not change';
  end if;
  return new;
end $$;
`;
