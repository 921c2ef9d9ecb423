/**
 * What the database itself refuses, whoever asks. Each has its own errcode (lib/errors.ts).
 * Row triggers do not stop TRUNCATE, so append-only tables carry a statement trigger too.
 */
const appendOnly = [
  "ledger_transactions",
  "transfers",
  "consumptions",
  "plan_versions",
  "idempotency_keys",
];

export const guards = `
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'TB001', message = format('%s is append-only: %s refused', tg_table_name, tg_op);
end $$;
${appendOnly
  .map(
    (table) => `
create trigger ${table}_append_only before update or delete on ${table} for each row execute function refuse_change();
create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function refuse_change();`,
  )
  .join("")}

-- Nested loops only: the plan is cached while tables are small and must still be right when they are not.
create function check_ledger_transactions() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
  if exists (
    select from inserted i
    left join ledger_transactions p on p.account_id = i.account_id and p.account_version = i.account_version - 1
    where i.account_version > 1 and (p.hash is distinct from i.previous_hash)
  ) then
    raise exception using errcode = 'TB002', message = 'a ledger transaction must follow the version before it';
  end if;
  if exists (
    select from inserted i join account_books b on b.account_id = i.account_id
    where i.booked_at < b.closed_through
  ) then
    raise exception using errcode = 'TB003', message = 'the month is closed';
  end if;
  return null;
end $$;
create trigger ledger_transactions_in_order after insert on ledger_transactions
  referencing new table as inserted for each statement execute function check_ledger_transactions();

create function check_invoice_change() returns trigger language plpgsql as $$
declare
  free constant text[] := array['status', 'paid_minor', 'closed_at'];
  moves constant jsonb := '{"draft": ["issued"], "issued": ["paid", "void", "uncollectible"], "uncollectible": ["paid"], "paid": [], "void": []}';
begin
  if tg_op = 'DELETE' then
    if old.status = 'draft' then return old; end if;
    raise exception using errcode = 'TB004', message = 'an issued invoice is not deleted';
  end if;
  if new.status <> old.status and not (moves -> old.status) ? new.status then
    raise exception using errcode = 'TB004', message = format('an invoice does not move from %s to %s', old.status, new.status);
  end if;
  if old.status <> 'draft' and (to_jsonb(new) - free) <> (to_jsonb(old) - free) then
    raise exception using errcode = 'TB004', message = 'an issued invoice does not change';
  end if;
  return new;
end $$;
create trigger invoices_immutable before update or delete on invoices for each row execute function check_invoice_change();
create trigger invoices_no_truncate before truncate on invoices for each statement execute function refuse_change();

create function check_invoice_line_change() returns trigger language plpgsql as $$
declare
  line record;
begin
  if tg_op = 'DELETE' then line := old; else line := new; end if;
  if exists (select from invoices where account_id = line.account_id and id = line.invoice_id and status <> 'draft')
    or (tg_op = 'UPDATE' and old.invoice_id <> new.invoice_id) then
    raise exception using errcode = 'TB004', message = 'lines of an issued invoice do not change';
  end if;
  return line;
end $$;
create trigger invoice_lines_immutable before insert or update or delete on invoice_lines
  for each row execute function check_invoice_line_change();
create trigger invoice_lines_no_truncate before truncate on invoice_lines for each statement execute function refuse_change();
`;
