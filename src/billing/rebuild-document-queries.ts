import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { Figures, Of } from "./rebuild-queries";

/** What a line is for without its tax, as `netOf` has it. */
const net = sql`case when l.kind in ('discount', 'tax') then 0
  else l.amount_minor - l.discount_minor - case when l.tax_included then l.tax_minor else 0 end end`;

/** What of each document its lines come to: total, and of it tax. */
const totals = (of: Of) => sql`
  select t.account_id, t.invoice_id, sum(t.amount_minor)::int8 as total, sum(t.tax_minor)::int8 as tax
  from invoice_lines t where ${of} group by 1, 2`;

/**
 * What of each document was paid, and of that from account credit, as the transfers of its lines have it. Money of a
 * refund's credit note never was receivable.
 */
const settled = (of: Of) => sql`
  select t.account_id, n.invoice_id,
    sum(case when f.kind = 'receivable' then t.amount else -t.amount end)::int8 as paid,
    coalesce(sum(case when f.kind = 'receivable' then t.amount else -t.amount end)
      filter (where 'account_credit' in (f.kind, d.kind)), 0)::int8 as applied
  from transfers t
  join ledger_transactions x on x.account_id = t.account_id and x.account_version = t.account_version
  join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
  join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
  join invoice_lines n on n.account_id = t.account_id and n.id = t.invoice_line_id
  where ${of} and t.asset <> 'credit' and x.kind in ('payment', 'credit')
    and (f.kind = 'receivable' and d.kind in ('stripe_balance', 'bank', 'account_credit', 'adjustments')
      or f.kind = 'account_credit' and d.kind = 'receivable')
  group by 1, 2`;

const movements = (of: Of) => sql`
  select t.account_id, t.dispute_id as id, coalesce(sum(t.minor) filter (where t.kind = 'withdrawn'), 0)::int8 as withdrawn,
    coalesce(sum(t.minor) filter (where t.kind = 'reinstated'), 0)::int8 as reinstated
  from dispute_movements t where ${of} group by 1, 2`;

/** What of each period's overage open holds reach into is told of the account: a change takes it to the next period. */
const heldOverage = (of: Of) => sql`
  select t.account_id, sum(p.credits)::int8 as held
  from holds t join hold_grants p on p.account_id = t.account_id and p.hold_id = t.id
  where ${of} and t.status = 'open' and p.grant_id is null group by 1`;

const isOfRefund = sql`exists (select from refunds f where f.account_id = t.account_id and f.credit_note_id = t.id)`;

/** Figures of documents, lines, disputes and books that are made from lines, transfers, movements and holds. */
export const documentFigures: Figures[] = [
  {
    table: "invoices",
    differences: (of) => sql`
      select t.account_id, 'total and tax of invoice ' || coalesce(t.number, t.id::text) as key,
        array[t.total_minor, t.tax_minor, t.subtotal_minor]::text as kept,
        array[coalesce(m.total, 0), coalesce(m.tax, 0), coalesce(m.total - m.tax, 0)]::int8[]::text as made
      from invoices t left join (${totals(of)}) m on m.account_id = t.account_id and m.invoice_id = t.id
      where ${of} and (t.total_minor, t.tax_minor, t.subtotal_minor)
        <> (coalesce(m.total, 0), coalesce(m.tax, 0), coalesce(m.total - m.tax, 0))
      union all
      select t.account_id, 'paid of invoice ' || coalesce(t.number, t.id::text), array[t.paid_minor, t.credit_applied_minor]::text,
        array[coalesce(m.paid, 0), greatest(coalesce(m.applied, 0), 0)]::int8[]::text
      from invoices t left join (${settled(of)}) m on m.account_id = t.account_id and m.invoice_id = t.id
      where ${of} and not ${isOfRefund}
        and (t.paid_minor, t.credit_applied_minor) <> (coalesce(m.paid, 0), greatest(coalesce(m.applied, 0), 0))`,
  },
  {
    table: "line_earnings",
    differences: (of) => sql`
      select t.account_id, 'net of line ' || t.invoice_line_id as key, t.net_minor::text as kept, (${net})::text as made
      from line_earnings t join invoice_lines l on l.account_id = t.account_id and l.id = t.invoice_line_id
      where ${of} and t.net_minor <> ${net}
      union all
      select t.account_id, 'whether line ' || t.invoice_line_id || ' still earns', t.open::text,
        (t.net_minor > t.recognized_minor + t.returned_minor)::text
      from line_earnings t
      where ${of} and t.open <> (t.net_minor > t.recognized_minor + t.returned_minor)`,
  },
  {
    table: "disputes",
    differences: (of) => sql`
      select t.account_id, 'money of dispute ' || t.id as key, array[t.withdrawn_minor, t.reinstated_minor]::text as kept,
        array[coalesce(m.withdrawn, 0), coalesce(m.reinstated, 0)]::int8[]::text as made
      from disputes t left join (${movements(of)}) m on m.account_id = t.account_id and m.id = t.id
      where ${of} and (t.withdrawn_minor, t.reinstated_minor) <> (coalesce(m.withdrawn, 0), coalesce(m.reinstated, 0))`,
  },
  {
    table: "account_books",
    differences: (of) => sql`
      select t.account_id, 'last version' as key, t.version::text as kept, coalesce(m.version, 0)::text as made
      from account_books t
      left join (select account_id, max(account_version) as version from ledger_transactions group by 1) m using (account_id)
      where ${of} and t.version <> coalesce(m.version, 0)`,
  },
  {
    table: "overage_usage",
    differences: (of) => sql`
      select account_id, 'held overage' as key, coalesce(k.held, 0)::text as kept, coalesce(m.held, 0)::text as made
      from (select t.account_id, sum(t.held_credits)::int8 as held from overage_usage t where ${of} group by 1) k
      full join (${heldOverage(of)}) m using (account_id)
      where coalesce(k.held, 0) <> coalesce(m.held, 0)`,
  },
];

/**
 * Writes what of these an account's rows come to. What a document charges and what was held over which period is told and
 * left alone: issued documents do not change, and a hold does not say where it was carried to.
 */
export async function correctDocuments(tx: Tx, accountId: AccountId): Promise<void> {
  const of = sql`t.account_id = ${accountId}`;
  await sql`
    update line_earnings t set net_minor = ${net}, open = ${net} > t.recognized_minor + t.returned_minor
    from invoice_lines l
    where ${of} and l.account_id = t.account_id and l.id = t.invoice_line_id
      and (t.net_minor, t.open) is distinct from (${net}, ${net} > t.recognized_minor + t.returned_minor)`.execute(
    tx,
  );
  await sql`
    update invoices t set paid_minor = coalesce(m.paid, 0), credit_applied_minor = greatest(coalesce(m.applied, 0), 0)
    from (select i.account_id, i.id, s.paid, s.applied from invoices i
      left join (${settled(of)}) s on s.account_id = i.account_id and s.invoice_id = i.id) m
    where ${of} and m.account_id = t.account_id and m.id = t.id and not ${isOfRefund}
      and (t.paid_minor, t.credit_applied_minor) <> (coalesce(m.paid, 0), greatest(coalesce(m.applied, 0), 0))`.execute(
    tx,
  );
  await sql`
    update disputes t set withdrawn_minor = coalesce(m.withdrawn, 0), reinstated_minor = coalesce(m.reinstated, 0)
    from (select d.account_id, d.id, s.withdrawn, s.reinstated from disputes d
      left join (${movements(of)}) s on s.account_id = d.account_id and s.id = d.id) m
    where ${of} and m.account_id = t.account_id and m.id = t.id
      and (t.withdrawn_minor, t.reinstated_minor) <> (coalesce(m.withdrawn, 0), coalesce(m.reinstated, 0))`.execute(
    tx,
  );
}
