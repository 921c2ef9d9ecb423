import type { Check } from "./audit-queries";

const standing = "('reserved', 'calling', 'unknown', 'succeeded', 'returned')";

/** FAULTS I5–I7 and BOOKS B12: refunds against the lines they give back of, their credits and the ledger. */
export const refundChecks: Check[] = [
  {
    name: "a refund is what its lines give back",
    wrong: `
      select f.account_id, format('refund %s (%s) of %s: its lines give back %s', f.id, f.status, f.amount_minor,
        coalesce(r.given, 0)) as detail
      from refunds f
      left join (
        select account_id, refund_id, sum(net_minor + tax_minor) filter (where stands) as given
        from line_returns where refund_id is not null group by 1, 2) r on r.account_id = f.account_id and r.refund_id = f.id
      where coalesce(r.given, 0) <> case when f.status in ${standing} then f.amount_minor else 0 end`,
  },
  {
    name: "no line gives back more than it charged, and no more credits than it gave",
    wrong: `
      select l.account_id, format('line %s: %s of %s given back, slices of %s of %s credits', l.id, r.given, l.gross,
        r.slices, g.credits) as detail
      from (
        select account_id, invoice_line_id, sum(net_minor + tax_minor) as given, sum(slice) as slices
        from line_returns where stands group by 1, 2 having bool_or(kind in ('refund', 'dispute'))) r
      join (
        select account_id, id, amount_minor - discount_minor + case when tax_included then 0 else tax_minor end as gross
        from invoice_lines) l on l.account_id = r.account_id and l.id = r.invoice_line_id
      left join (
        select account_id, invoice_line_id, sum(amount) filter (where parent_grant_id is null) as credits
        from grants where invoice_line_id is not null group by 1, 2) g
        on g.account_id = l.account_id and g.invoice_line_id = l.id
      where r.given > l.gross or r.slices > coalesce(g.credits, 0)`,
  },
  {
    name: "a refund's credits are held while its money is on its way, and taken back once it has left",
    wrong: `
      select f.account_id, format('refund %s (%s): %s credits to be taken back, %s held, %s taken', f.id, f.status,
        coalesce(r.revoked, 0), coalesce(h.held, 0), coalesce(t.taken, 0)) as detail
      from refunds f
      left join (select account_id, refund_id, sum(revoked) filter (where stands) as revoked
        from line_returns where refund_id is not null group by 1, 2) r on r.account_id = f.account_id and r.refund_id = f.id
      left join (select account_id, refund_id, sum(credits) as held from holds
        where refund_id is not null and status = 'open' group by 1, 2) h on h.account_id = f.account_id and h.refund_id = f.id
      left join (select t.account_id, t.refund_id, sum(t.amount) as taken from transfers t
        join ledger_accounts o on o.account_id = t.account_id and o.id = t.from_id and o.kind = 'held'
        join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id and d.kind = 'revoked'
        where t.refund_id is not null group by 1, 2) t on t.account_id = f.account_id and t.refund_id = f.id
      where coalesce(h.held, 0) <> case when f.status in ('reserved', 'calling', 'unknown') then coalesce(r.revoked, 0) else 0 end
        or coalesce(t.taken, 0) <> case when f.status in ('succeeded', 'returned') then coalesce(r.revoked, 0) else 0 end`,
  },
  {
    name: "what was spent of a refund's credits is owed as it says",
    wrong: `
      select account_id, format('refund %s: owed credits differ by %s', refund_id, sum(credits)) as detail
      from (
        select t.account_id, t.refund_id, t.amount as credits from transfers t
        join ledger_accounts o on o.account_id = t.account_id and o.id = t.from_id and o.kind = 'debt'
        where t.refund_id is not null
        union all
        select r.account_id, r.refund_id, -r.debt from line_returns r
        join refunds f on f.account_id = r.account_id and f.id = r.refund_id and f.booked_at is not null
        where r.stands) one
      group by account_id, refund_id having sum(credits) <> 0`,
  },
  {
    name: "a booked refund has its credit note, of the same amount",
    wrong: `
      select f.account_id, format('refund %s of %s: credit note %s of %s', f.id, f.amount_minor, i.number, i.total_minor) as detail
      from refunds f
      left join invoices i on i.account_id = f.account_id and i.id = f.credit_note_id
      where f.booked_at is not null and f.amount_minor <> coalesce(-i.total_minor, 0)`,
  },
  {
    name: "no more goes back to a charge than it brought",
    wrong: `
      select p.account_id, format('payment %s of %s: %s given back', p.id, p.amount_minor, f.given) as detail
      from payments p
      join (select account_id, payment_id, sum(minor) as given from (
          select account_id, payment_id, card_minor as minor from refunds where status in ${standing}
          union all
          select account_id, payment_id, returned_minor from disputes) one group by 1, 2) f on f.account_id = p.account_id and f.payment_id = p.id
      where f.given > p.amount_minor`,
  },
  {
    name: "a refund of the processor's is booked once, under its name in the directory",
    wrong: `
      select f.account_id, format('refund %s of %s: the directory names %s', f.id, f.processor_refund_id, d.id) as detail
      from refunds f
      left join directory d on d.kind = 'processor_refund' and d.key = f.processor_refund_id
      where f.processor_refund_id is not null and (d.id is null or d.id <> f.id or d.account_id <> f.account_id)`,
  },
];
