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

-- What a consume inserts by the thousand is checked here as a set: a foreign key asks row by row, which
-- cost more than writing the rows. What is referred to is never deleted (no privilege, and the triggers
-- above and below). Nested loops only: a plan cached while tables are small must stay right when they grow.
create function check_ledger_transactions() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
  wrong record;
begin
  select b.account_id is null as without_books, i.booked_at < b.closed_through as closed into wrong
  from inserted i
  left join account_books b on b.account_id = i.account_id
  left join ledger_transactions p on p.account_id = i.account_id and p.account_version = i.account_version - 1
  where b.account_id is null or i.booked_at < b.closed_through
    or (i.account_version > 1 and p.hash is distinct from i.previous_hash)
  limit 1;
  if not found then return null; end if;
  if wrong.without_books then
    raise exception using errcode = '23503', constraint = 'ledger_transactions_account_books',
      message = 'a ledger transaction belongs to an account with books';
  elsif wrong.closed then
    raise exception using errcode = 'TB003', message = 'the month is closed';
  end if;
  raise exception using errcode = 'TB002', message = 'a ledger transaction must follow the version before it';
end $$;
create trigger ledger_transactions_in_order after insert on ledger_transactions
  referencing new table as inserted for each statement execute function check_ledger_transactions();

create function check_booked_references() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
  if exists (
    select from (select distinct account_id, account_version from inserted) i
    left join ledger_transactions t on t.account_id = i.account_id and t.account_version = i.account_version
    where t.account_id is null
  ) then
    raise exception using errcode = '23503', constraint = tg_table_name || '_ledger_transaction',
      message = format('%s belong to a ledger transaction of their account', tg_table_name);
  end if;
  if exists (
    select from (select distinct account_id, plan_period_id from inserted where plan_period_id is not null) i
    left join plan_periods p on p.account_id = i.account_id and p.id = i.plan_period_id
    where p.id is null
  ) then
    raise exception using errcode = '23503', constraint = tg_table_name || '_plan_period',
      message = format('%s name a plan period of their account', tg_table_name);
  end if;
  return null;
end $$;
${["transfers", "consumptions"]
  .map(
    (table) => `
create trigger ${table}_refer after insert on ${table}
  referencing new table as inserted for each statement execute function check_booked_references();`,
  )
  .join("")}
create trigger plan_periods_not_deleted before delete on plan_periods for each row execute function refuse_change();
create trigger plan_periods_no_truncate before truncate on plan_periods for each statement execute function refuse_change();

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
