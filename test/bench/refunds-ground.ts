import { sql } from "kysely";
import type { Db } from "@/db/client";

/**
 * The documents of every ledger transaction that is a refund, by the plainest means: a credit note of one line, the refund and
 * what it gave back of the account's plan line. `given` names them for whoever writes the transfers, and drops it then.
 */
export async function fillRefunds(db: Db): Promise<void> {
  await sql
    .raw(`
    create table given as
      select l.account_id, l.account_version, l.booked_at as at, i.id as line_id, i.invoice_id, i.plan_version_id,
        i.plan_period_id, gen_random_uuid() as refund_id, gen_random_uuid() as note_id, gen_random_uuid() as note_line_id,
        row_number() over () as n
      from ledger_transactions l
      join invoice_lines i on i.account_id = l.account_id
      where l.kind = 'refund';
    create index on given (account_id, account_version);
    analyze given;
    alter table invoices disable trigger user;
    alter table invoice_lines disable trigger user;
    alter table refunds disable trigger user;
    alter table line_returns disable trigger user;
    do $$ declare one record; begin
      for one in select conrelid::regclass as name, conname from pg_constraint
        where connamespace = 'public'::regnamespace and contype = 'f'
          and conrelid in ('invoices'::regclass, 'invoice_lines'::regclass, 'refunds'::regclass, 'line_returns'::regclass) loop
        execute format('alter table %s drop constraint %I', one.name, one.conname);
      end loop;
    end $$;
    insert into invoices (account_id, id, status, number, currency, grants, subtotal_minor, tax_minor, total_minor, created_at,
        issued_at, document)
      select account_id, note_id, 'issued', 'CN-' || n, 'usd', 'on_issue', -5, 0, -5, at, at, 'credit_note' from given;
    insert into invoice_lines (account_id, invoice_id, id, position, kind, description, plan_version_id, plan_period_id,
        period_start, period_end, quantity, unit_price, amount_minor, credits, credited_line_id)
      select account_id, note_id, note_line_id, 1, 'adjustment', 'Refund', plan_version_id, plan_period_id, at, at, 1, '-0.05',
        -5, 0, line_id from given;
    insert into refunds (account_id, id, invoice_id, payment_id, origin, status, policy, shortfall, destination, period, currency,
        amount_minor, card_minor, credit_minor, request, promised, reason, requested_by, requested_at, credit_note_id, booked_at,
        closed_at)
      select account_id, refund_id, invoice_id, refund_id, 'staff', 'succeeded', case n % 2 when 0 then 'proportional' else 'full' end,
        'debt', 'card', 'keep', 'usd', 5, 5, 0, '{}', '{}', 'Asked for', 'staff:bench', at, note_id, at, at from given;
    insert into line_returns (account_id, id, invoice_line_id, kind, invoice_id, net_minor, tax_minor, slice, revoked, written_off,
        stands, returned_at, refund_id)
      select account_id, gen_random_uuid(), line_id, 'refund', note_id, 5, 0, 12, 10, 2, true, at, refund_id from given`)
    .execute(db);
}
