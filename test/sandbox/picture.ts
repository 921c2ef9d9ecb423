import { sql } from "kysely";
import type { Db } from "@/db/client";

/**
 * Everything the books say, account by account, without what tells when and by whom it was written down
 * and without ids: two databases that came to the same books show the same picture.
 */
export async function pictureOf(db: Db): Promise<Record<string, unknown[]>> {
  const questions = { ledger, grants, periods, invoices, holds, overage, balances, dues, alerts };
  const picture: Record<string, unknown[]> = {};
  for (const [name, question] of Object.entries(questions)) {
    picture[name] = (await sql.raw<object>(question).execute(db)).rows;
  }
  return picture;
}

const ledger = `
  select a.external_id, t.account_version, t.kind, t.occurred_at, t.booked_at, t.actor, t.reason,
    array(select f.kind || ' > ' || o.kind || ' ' || r.amount || ' ' || r.asset
      from transfers r
      join ledger_accounts f on f.account_id = r.account_id and f.id = r.from_id
      join ledger_accounts o on o.account_id = r.account_id and o.id = r.to_id
      where r.account_id = t.account_id and r.account_version = t.account_version
      order by f.kind, o.kind, r.amount) as transfers
  from ledger_transactions t join accounts a on a.id = t.account_id order by 1, 2`;

const grants = `
  select a.external_id, g.category, g.amount, g.effective_at, g.expires_at, g.paid_minor, g.issued_at,
    g.closed_at, g.reason
  from grants g join accounts a on a.id = g.account_id order by 1, 7, 2, 3, 4`;

const periods = `
  select a.external_id, p.starts_at, p.ends_at, p.state, p.opened_by, p.closed_by, p.slice_index,
    p.slice_starts_at, p.allowance_granted
  from plan_periods p join accounts a on a.id = p.account_id order by 1, 2`;

const invoices = `
  select a.external_id, i.number, i.status, i.total_minor, i.created_at, i.issued_at, i.due_at, i.grants,
    array(select l.kind || ' ' || l.quantity || ' ' || l.amount_minor || ' ' || l.period_start
      from invoice_lines l where l.account_id = i.account_id and l.invoice_id = i.id order by 1) as lines
  from invoices i join accounts a on a.id = i.account_id order by 1, 5, 4`;

const holds = `
  select a.external_id, h.credits, h.status, h.opened_at, h.closed_at, h.released
  from holds h join accounts a on a.id = h.account_id order by 1, 4`;

const overage = `
  select a.external_id, o.slice_index, p.starts_at, o.credits, o.held_credits, o.accrued_minor, o.billed
  from overage_usage o
  join accounts a on a.id = o.account_id
  join plan_periods p on p.account_id = o.account_id and p.id = o.plan_period_id order by 1, 3, 2`;

const balances = `
  select a.external_id, l.kind, l.asset, sum(b.balance) as balance
  from balances b
  join accounts a on a.id = b.account_id
  join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
  group by 1, 2, 3 having sum(b.balance) <> 0 order by 1, 2, 3`;

const dues = `
  select a.external_id, b.version, b.due_at
  from account_books b join accounts a on a.id = b.account_id order by 1`;

// What is asked of days is asked when the worker comes by; what a commit decides is the books' own.
const alerts = `
  select a.external_id, f.kind, f.threshold, f.figure, f.fired_at, f.channels,
    case f.kind when 'invoice' then i.number else f.period_key end as told_in
  from alert_firings f
  join accounts a on a.id = f.account_id
  left join invoices i on i.account_id = f.account_id
    and i.id = case when f.kind = 'invoice' then f.about::uuid end
  where f.kind not in ('run_out', 'spike') order by 1, 5, 2, 3`;
