import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { Figures, Of } from "./rebuild-queries";

/** Money of refunds, by the line they give back of: what their credit notes' lines sent back from where it was. */
const refunded = (of: Of) => sql`
  select t.account_id, n.credited_line_id as line_id, 'refund' as kind, t.refund_id as source,
    coalesce(sum(t.amount) filter (where d.kind <> 'tax_payable'), 0) as net,
    coalesce(sum(t.amount) filter (where d.kind = 'tax_payable'), 0) as tax, 0 as revoked, 0 as debt
  from transfers t
  join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
  join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
  join invoice_lines n on n.account_id = t.account_id and n.id = t.invoice_line_id
  where ${of} and t.refund_id is not null and f.kind in ('stripe_balance', 'account_credit')
    and d.kind in ('deferred_revenue', 'refunds', 'tax_payable')
  group by 1, 2, 3, 4`;

/** What disputes took of lines. Tax is in no transfer of its own: both together stand as net. */
const lost = (of: Of) => sql`
  select t.account_id, t.invoice_line_id, 'dispute', t.dispute_id,
    sum(case when f.kind = 'dispute_hold' then t.amount else -t.amount end), 0, 0, 0
  from transfers t
  join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
  join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
  where ${of} and t.dispute_id is not null and t.invoice_line_id is not null
    and (f.kind = 'dispute_hold' and d.kind in ('deferred_revenue', 'dispute_loss')
      or d.kind = 'dispute_hold' and f.kind in ('deferred_revenue', 'dispute_loss'))
  group by 1, 2, 3, 4`;

/** Credits taken back for refunds and disputes, and those that are owed; what waits on a hold of theirs is to be taken back. */
const takenFor = (of: Of) => sql`
  select t.account_id, coalesce(t.invoice_line_id, g.invoice_line_id), case when t.refund_id is null then 'dispute' else 'refund' end,
    coalesce(t.refund_id, t.dispute_id), 0, 0,
    coalesce(sum(case when f.kind = 'revoked' then -t.amount else t.amount end)
      filter (where f.kind in ('held', 'grant') or d.kind like 'issued.%'), 0),
    coalesce(sum(t.amount) filter (where f.kind = 'debt'), 0)
  from transfers t
  join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
  join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
  left join grants g on g.account_id = t.account_id and g.id = t.grant_id
  where ${of} and (t.refund_id is not null or t.dispute_id is not null) and t.asset = 'credit'
    and (d.kind = 'revoked' and f.kind in ('held', 'grant', 'debt') or f.kind = 'revoked' and d.kind like 'issued.%')
  group by 1, 2, 3, 4
  union all
  select t.account_id, g.invoice_line_id, case when t.refund_id is null then 'dispute' else 'refund' end,
    coalesce(t.refund_id, t.dispute_id), 0, 0, sum(p.credits), 0
  from holds t
  join hold_grants p on p.account_id = t.account_id and p.hold_id = t.id
  join grants g on g.account_id = p.account_id and g.id = p.grant_id
  where ${of} and t.status = 'open' and (t.refund_id is not null or t.dispute_id is not null)
  group by 1, 2, 3, 4`;

/** What lines of documents credit, with the credits that were taken back under them. */
const credited = (of: Of) => sql`
  select t.account_id, t.credited_line_id, t.kind, t.invoice_id,
    sum(t.discount_minor + case when t.tax_included then t.tax_minor else 0 end - t.amount_minor), sum(-t.tax_minor),
    coalesce(sum(c.revoked), 0), coalesce(sum(c.debt), 0)
  from invoice_lines t
  join invoices i on i.account_id = t.account_id and i.id = t.invoice_id and i.status <> 'void'
  left join lateral (
    select sum(x.amount) filter (where f.kind = 'grant') as revoked, sum(x.amount) filter (where f.kind = 'debt') as debt
    from transfers x
    join ledger_accounts f on f.account_id = x.account_id and f.id = x.from_id and f.kind in ('grant', 'debt')
    join ledger_accounts d on d.account_id = x.account_id and d.id = x.to_id and d.kind = 'revoked'
    where x.account_id = t.account_id and x.invoice_line_id = t.id) c on true
  where ${of} and t.kind = 'proration_credit'
  group by 1, 2, 3, 4`;

/** What documents that were given up no longer ask for of their lines, by what left \`receivable\` at that instant. */
const givenUp = (of: Of) => sql`
  select t.account_id, t.invoice_line_id, t.kind, t.invoice_id,
    coalesce(m.deferred + case when t.kind = 'void' then m.revenue else 0 end, 0), coalesce(m.tax, 0), coalesce(m.revoked, 0), 0
  from line_returns t
  join invoices i on i.account_id = t.account_id and i.id = t.invoice_id and i.status = t.kind
  left join lateral (
    select coalesce(sum(x.amount) filter (where d.kind = 'deferred_revenue'), 0) as deferred,
      coalesce(sum(x.amount) filter (where d.kind like 'revenue.%'), 0) as revenue,
      sum(x.amount) filter (where d.kind = 'tax_payable') as tax, sum(x.amount) filter (where d.kind = 'revoked') as revoked
    from transfers x
    join ledger_transactions y on y.account_id = x.account_id and y.account_version = x.account_version
      and y.kind in ('invoice', 'revoke') and y.occurred_at = t.returned_at
    join ledger_accounts f on f.account_id = x.account_id and f.id = x.from_id and f.kind in ('receivable', 'grant')
    join ledger_accounts d on d.account_id = x.account_id and d.id = x.to_id
    where x.account_id = t.account_id and x.invoice_line_id = t.invoice_line_id and x.refund_id is null and x.dispute_id is null) m on true
  where ${of} and t.kind in ('void', 'uncollectible')`;

const madeReturns = (of: Of) => sql`
  select account_id, line_id, kind, source, sum(net)::int8 as net, sum(tax)::int8 as tax, sum(revoked)::int8 as revoked,
    sum(debt)::int8 as debt
  from (${refunded(of)} union all ${lost(of)} union all ${takenFor(of)} union all ${credited(of)} union all ${givenUp(of)}) one
  group by 1, 2, 3, 4`;

const keptReturns = (of: Of) => sql`
  select t.account_id, t.invoice_line_id as line_id, t.kind, coalesce(t.refund_id, t.dispute_id, t.invoice_id) as source,
    sum(t.net_minor)::int8 as net, sum(t.tax_minor)::int8 as tax, sum(t.revoked)::int8 as revoked, sum(t.debt)::int8 as debt
  from line_returns t where ${of} and t.stands group by 1, 2, 3, 4`;

/**
 * What of a return can be told from what was posted. Of a refund or a dispute nothing but its hold is posted until it is
 * decided; a change that waits for its money takes back nothing yet; what Stripe's own documents credit does not say which
 * credits; and of a dispute that was turned it is not said which debt is left.
 */
const compared = (of: Of) => sql`
  select o.account_id, o.line_id, o.kind, o.source,
    array[case when s.money then o.kept_net end, case when s.money then o.kept_tax end,
      case when s.revoked then o.kept_revoked end, case when s.debt then o.kept_debt end] as kept,
    array[case when s.money then o.net end, case when s.money then o.tax end,
      case when s.revoked then o.revoked end, case when s.debt then o.debt end] as made
  from (
    select account_id, line_id, kind, source, coalesce(m.net, 0) as net, coalesce(m.tax, 0) as tax,
      coalesce(m.revoked, 0) as revoked, coalesce(m.debt, 0) as debt, coalesce(k.revoked, 0) as kept_revoked,
      coalesce(k.debt, 0) as kept_debt, case when kind = 'dispute' then coalesce(k.net + k.tax, 0) else coalesce(k.net, 0) end as kept_net,
      case when kind = 'dispute' then 0 else coalesce(k.tax, 0) end as kept_tax
    from (${keptReturns(of)}) k full join (${madeReturns(of)}) m using (account_id, line_id, kind, source)) o
  left join refunds r on r.account_id = o.account_id and r.id = o.source
  left join disputes d on d.account_id = o.account_id and d.id = o.source
  left join invoices i on i.account_id = o.account_id and i.id = o.source
  cross join lateral (select case o.kind when 'refund' then r.booked_at is not null when 'dispute' then d.lost_minor > 0
      else true end as money,
    o.kind <> 'proration_credit' or i.stripe_invoice_id is null and (i.grants = 'on_issue' or i.status = 'paid') as revoked,
    o.kind = 'dispute' and exists (select from transfers x
      join ledger_accounts f on f.account_id = x.account_id and f.id = x.from_id and f.kind <> 'stripe_balance'
      join ledger_accounts h on h.account_id = x.account_id and h.id = x.to_id and h.kind = 'dispute_hold'
      where x.account_id = o.account_id and x.dispute_id = o.source) as turned) t
  cross join lateral (select t.money, t.revoked, t.money and t.revoked and not t.turned as debt) s`;

const settled = sql`t.revoked + t.expired + t.debt + t.written_off + t.waived`;

/** What each line gave back: net, tax, credits taken back and owed, beside what was posted; and its slice beside its parts. */
export const returnFigures: Figures[] = [
  {
    table: "line_returns",
    differences: (of) => sql`
      select account_id, 'given back of line ' || line_id || ' by ' || kind || ' ' || source as key, kept::text as kept, made::text as made
      from (${compared(of)}) c where kept is distinct from made
      union all
      select t.account_id, 'slice of line ' || t.invoice_line_id || ' by ' || t.kind, t.slice::text, (${settled})::text
      from line_returns t where ${of} and t.stands and t.slice <> ${settled}`,
  },
];

/**
 * Writes what was posted of an account's returns, where its slice is still settled by that. What does not stand as it should,
 * and how the rest of a slice was settled, is told and left alone: that was decided, and is in no transfer.
 */
export async function correctReturns(tx: Tx, accountId: AccountId): Promise<void> {
  const of = sql`t.account_id = ${accountId}`;
  await sql`
    update line_returns t set net_minor = coalesce(m.made[1], t.net_minor), tax_minor = coalesce(m.made[2], t.tax_minor),
      revoked = coalesce(m.made[3], t.revoked), debt = coalesce(m.made[4], t.debt)
    from (${compared(of)}) m
    where ${of} and t.stands and m.kept is distinct from m.made and t.invoice_line_id = m.line_id and t.kind = m.kind
      and t.kind <> 'dispute' and coalesce(t.refund_id, t.invoice_id) = m.source
      and t.slice = ${settled} - t.revoked - t.debt + coalesce(m.made[3], t.revoked) + coalesce(m.made[4], t.debt)`.execute(
    tx,
  );
}
