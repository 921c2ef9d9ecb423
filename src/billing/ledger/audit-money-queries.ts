import type { Check } from "./audit-queries";

/** The end of the last day of the books whose earnings are booked. */
const recognizedThrough = `date_trunc('day', (b.earns_at - interval '1 second')
  at time zone current_setting('tallybook.house_timezone')) at time zone current_setting('tallybook.house_timezone')`;

/** Transfers that name an invoice line, by what they did for it. */
const posted = `
  posted as (
    select t.account_id, t.invoice_line_id,
      sum(case when f.kind in ('deferred_revenue', 'adjustments') and d.kind = 'unbilled' then t.amount
        when f.kind = 'unbilled' and d.kind in ('deferred_revenue', 'adjustments') then -t.amount else 0 end) as entered,
      sum(case when f.kind = 'unbilled' and d.kind = 'receivable' then t.amount
        when f.kind = 'receivable' and d.kind = 'unbilled' then -t.amount else 0 end) as billed,
      sum(case when f.kind = 'tax_payable' then t.amount when d.kind = 'tax_payable' then -t.amount else 0 end) as taxed,
      sum(case when f.kind = 'revenue.overage' and d.kind = 'unbilled' then t.amount
        when f.kind = 'unbilled' and d.kind = 'revenue.overage' then -t.amount else 0 end) as adjusted,
      sum(case when t.refund_id is not null and d.kind in ('deferred_revenue', 'refunds') then -t.amount else 0 end) as refunded
    from transfers t
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
    where t.invoice_line_id is not null and t.asset <> 'credit' group by 1, 2)`;

/** BOOKS B2 (4) and FAULTS I9: documents against the ledger. */
export const moneyChecks: Check[] = [
  {
    name: "an invoice's total is the sum of its lines",
    wrong: `
      select i.account_id, format('invoice %s (%s): total %s of it tax %s, lines %s of it tax %s, taxed apart %s',
        i.id, i.number, i.total_minor, i.tax_minor, l.amount, l.tax, l.apart) as detail
      from invoices i left join (
        select account_id, invoice_id, sum(amount_minor) as amount, sum(tax_minor) as tax,
          sum(tax_minor) filter (where not tax_included) as apart,
          sum(amount_minor) filter (where kind = 'tax') as tax_lines,
          sum(discount_minor) as discount, -sum(amount_minor) filter (where kind = 'discount') as discount_lines
        from invoice_lines group by 1, 2) l on l.account_id = i.account_id and l.invoice_id = i.id
      where i.total_minor <> coalesce(l.amount, 0) or i.tax_minor <> coalesce(l.tax, 0)
        or coalesce(l.apart, 0) <> coalesce(l.tax_lines, 0) or coalesce(l.discount, 0) <> coalesce(l.discount_lines, 0)`,
  },
  {
    name: "every invoice line is what was posted for it",
    wrong: `
      with ${posted}
      select l.account_id, format('line %s (%s, invoice %s): net %s and tax %s, entered %s, billed %s, taxed %s, refunded %s', l.id,
        l.kind, l.status, l.net, l.tax_minor, coalesce(p.entered, 0), coalesce(p.billed, 0), coalesce(p.taxed, 0),
        coalesce(p.refunded, 0)) as detail
      from (
        select l.*, i.status, case when l.kind in ('discount', 'tax') then 0
          else l.amount_minor - l.discount_minor - case when l.tax_included then l.tax_minor else 0 end end as net,
          -- Money of a refund goes straight from where it was to where it goes, and is never receivable.
          exists (select from refunds f where f.account_id = i.account_id and f.credit_note_id = i.id) as refunds
        from invoice_lines l join invoices i on i.account_id = l.account_id and i.id = l.invoice_id) l
      left join posted p on p.account_id = l.account_id and p.invoice_line_id = l.id
      where coalesce(p.billed, 0) <> case when l.status = 'draft' or l.refunds then 0 else l.net end
        or coalesce(p.taxed, 0) <> case l.status when 'draft' then 0 when 'void' then 0 else l.tax_minor end
        or coalesce(p.refunded, 0) <> case when l.refunds then l.net else 0 end
        or coalesce(p.entered, 0) <> case when l.kind = 'overage' or l.refunds then 0 else l.net end
        or coalesce(p.adjusted, 0) <> case l.kind when 'overage' then l.net - l.amount_minor else 0 end`,
  },
  {
    name: "receivable is what issued invoices still wait for",
    wrong: `
      select account_id, format('receivable in %s differs from open invoices by %s', asset, sum(minor)) as detail
      from (
        select b.account_id, l.asset, b.balance as minor
        from balances b join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
        where l.kind = 'receivable'
        union all
        select account_id, currency, paid_minor - total_minor from invoices where status = 'issued') one
      group by account_id, asset having sum(minor) <> 0`,
  },
  {
    name: "deferred revenue is what lines have not earned and not returned",
    wrong: `
      select account_id, format('deferred revenue in %s differs from what is unearned by %s', asset, sum(minor)) as detail
      from (
        select b.account_id, l.asset, b.balance as minor
        from balances b join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
        where l.kind = 'deferred_revenue'
        union all
        select e.account_id, i.currency, e.net_minor - e.recognized_minor - e.returned_minor
        from line_earnings e
        join invoice_lines l on l.account_id = e.account_id and l.id = e.invoice_line_id
        join invoices i on i.account_id = l.account_id and i.id = l.invoice_id) one
      group by account_id, asset having sum(minor) <> 0`,
  },
  {
    name: "what is recognized of a line is what was posted for it",
    wrong: `
      select account_id, format('line %s: recognized differs from posted by %s', invoice_line_id, sum(minor)) as detail
      from (
        select t.account_id, t.invoice_line_id,
          case when d.kind = 'deferred_revenue' then t.amount else -t.amount end as minor
        from transfers t
        join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
        join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
        where (f.kind in ('revenue.plan', 'revenue.pack', 'revenue.breakage') and d.kind = 'deferred_revenue')
          or (f.kind = 'deferred_revenue' and d.kind in ('revenue.plan', 'revenue.pack', 'revenue.breakage'))
        union all
        select account_id, invoice_line_id, -recognized_minor from line_earnings) one
      group by account_id, invoice_line_id having sum(minor) <> 0`,
  },
  {
    name: "what earns has its next day",
    wrong: `
      select b.account_id, format('earns at %s with %s open lines', b.earns_at, count(e.account_id)) as detail
      from account_books b left join line_earnings e on e.account_id = b.account_id and e.open
      group by b.account_id, b.earns_at having (b.earns_at is null) <> (count(e.account_id) = 0)`,
  },
  {
    name: "days that are over are recognized",
    wrong: `
      with earning as (
        select e.*, ${recognizedThrough} as through
        from line_earnings e
        join account_books b on b.account_id = e.account_id
        join invoice_lines l on l.account_id = e.account_id and l.id = e.invoice_line_id
        join plan_periods p on p.account_id = l.account_id and p.id = l.plan_period_id
        join plan_versions v on v.id = l.plan_version_id
        where e.open and e.basis = 'time' and p.state <> 'pending' and v.drip is null)
      select account_id, format('line %s: recognized %s through %s', invoice_line_id, recognized_minor, through) as detail
      from earning
      where recognized_minor < base_recognized_minor + floor(0.5
        + (net_minor - returned_minor - base_recognized_minor)::numeric
          * greatest(0, extract(epoch from least(through, ends_at) - base_at))
          / nullif(extract(epoch from ends_at - base_at), 0))`,
  },
  {
    name: "overage accrued is what was posted for its period",
    wrong: `
      select account_id, format('period %s: posted overage differs from accrued by %s', plan_period_id,
        sum(minor)) as detail
      from (
        select t.account_id, t.plan_period_id, case f.kind when 'revenue.overage' then t.amount else -t.amount end as minor
        from transfers t
        join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
        join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
        where 'revenue.overage' in (f.kind, d.kind) and t.invoice_line_id is null
        union all
        select account_id, plan_period_id, -accrued_minor from overage_usage) one
      group by account_id, plan_period_id having sum(minor) <> 0`,
  },
  {
    name: "overage that was billed stands on a line of its own",
    wrong: `
      select o.account_id, format('period %s, slice %s: %s credits accrued %s, line %s of %s credits for %s',
        o.plan_period_id, o.slice_index, o.credits, o.accrued_minor, l.id, l.credits, l.amount_minor) as detail
      from overage_usage o
      left join invoice_lines l on l.account_id = o.account_id and l.id = o.invoice_line_id
      where o.billed and (
        o.accrued_credits <> o.credits
        or coalesce(l.amount_minor, 0) <> o.accrued_minor
        or (l.id is not null and (l.kind <> 'overage' or l.credits <> o.credits
          or l.plan_period_id <> o.plan_period_id or l.slice_index is distinct from o.slice_index)))`,
  },
  {
    name: "a grant with paid value is of its line's period, and no line pays for more than it charged",
    wrong: `
      select l.account_id, format('line %s charges %s, its grants carry %s', l.id, l.amount_minor,
        sum(g.paid_minor) filter (where g.parent_grant_id is null)) as detail
      from grants g join invoice_lines l on l.account_id = g.account_id and l.id = g.invoice_line_id
      group by l.account_id, l.id, l.amount_minor, l.plan_period_id
      having sum(g.paid_minor) filter (where g.parent_grant_id is null) > l.amount_minor
        or bool_or(g.plan_period_id is distinct from l.plan_period_id)`,
  },
  {
    name: "a paid line names its plan period or its pack",
    wrong: `
      select account_id, format('line %s (%s)', id, kind) as detail from invoice_lines
      where (kind = 'pack' and pack is null) or (kind in ('plan', 'overage') and plan_period_id is null)`,
  },
  {
    name: "document numbers have no gaps and no later number an earlier date",
    wrong: `
      select account_id, format('%s after %s', number, before) as detail
      from (
        select account_id, number, issued_at, split_part(number, '-', 2)::int8 as counted,
          row_number() over one as expected, lag(number) over one as before, lag(issued_at) over one as earlier
        from invoices where number is not null and stripe_invoice_id is null
        window one as (partition by split_part(number, '-', 1) order by split_part(number, '-', 2)::int8)) i
      where counted <> expected or issued_at < earlier`,
  },
];
