import type { Check } from "./audit-queries";

const open = "('open', 'under_review')";

/** By dispute: what it moved between kinds of ledger accounts, in credits or money. */
const moved = `
  moved as (
    select t.account_id, t.dispute_id as id,
      sum(case when d.kind = 'revoked' and f.kind in ('held', 'grant') then t.amount
        when f.kind = 'revoked' and d.kind like 'issued.%' then -t.amount else 0 end) as revoked,
      sum(case when f.kind = 'debt' and d.kind = 'revoked' then t.amount else 0 end) as owed,
      sum(case when d.kind = 'dispute_hold' then t.amount when f.kind = 'dispute_hold' then -t.amount else 0 end) as held,
      sum(case when f.kind = 'dispute_hold' and d.kind <> 'stripe_balance' then t.amount
        when d.kind = 'dispute_hold' and f.kind <> 'stripe_balance' then -t.amount else 0 end) as lost
    from transfers t
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
    where t.dispute_id is not null group by 1, 2)`;

/** FAULTS I5–I7 and BOOKS B13: disputes against the lines they take of, their credits and the ledger. */
export const disputeChecks: Check[] = [
  {
    name: "a dispute takes of its lines what it says, and nothing once it is won",
    wrong: `
      select d.account_id, format('dispute %s (%s) says %s, its lines %s', d.id, d.status, d.returned_minor,
        coalesce(r.given, 0)) as detail
      from disputes d
      left join (select account_id, dispute_id, sum(net_minor + tax_minor) filter (where stands) as given
        from line_returns where dispute_id is not null group by 1, 2) r
        on r.account_id = d.account_id and r.dispute_id = d.id
      where coalesce(r.given, 0) <> d.returned_minor
        or (d.status not in ('open', 'under_review', 'lost', 'prevented') and d.returned_minor + d.lost_minor <> 0)
        or (d.status in ${open} and (d.lost_minor <> 0 or d.returned_minor + d.excess_minor <> d.amount_minor))
        or (d.status in ('lost', 'prevented') and d.returned_minor + d.excess_minor <> d.lost_minor)`,
  },
  {
    name: "a dispute's credits are held while it is open, and taken back once it is lost",
    wrong: `
      with ${moved}
      select d.account_id, format('dispute %s (%s): %s credits to be taken back, %s held, %s taken', d.id, d.status,
        coalesce(r.revoked, 0), coalesce(h.held, 0), coalesce(m.revoked, 0)) as detail
      from disputes d
      left join (select account_id, dispute_id, sum(revoked) as revoked, sum(debt) as owed
        from line_returns where stands and dispute_id is not null group by 1, 2) r
        on r.account_id = d.account_id and r.dispute_id = d.id
      left join (select account_id, dispute_id, sum(credits) as held from holds
        where dispute_id is not null and status = 'open' group by 1, 2) h
        on h.account_id = d.account_id and h.dispute_id = d.id
      left join moved m on m.account_id = d.account_id and m.id = d.id
      where coalesce(h.held, 0) <> case when d.status in ${open} then coalesce(r.revoked, 0) else 0 end
        or coalesce(m.revoked, 0) <> case when d.lost_minor > 0 then coalesce(r.revoked, 0) else 0 end
        or (d.lost_minor > 0 and coalesce(m.owed, 0) < coalesce(r.owed, 0))`,
  },
  {
    name: "dispute_hold is what left for disputes, did not come back, and is not lost",
    wrong: `
      with ${moved}
      select d.account_id, format('dispute %s (%s): %s left, %s came back, %s lost; the ledger holds %s, lost %s', d.id,
        d.status, d.withdrawn_minor, d.reinstated_minor, d.lost_minor, coalesce(m.held, 0), coalesce(m.lost, 0)) as detail
      from disputes d
      left join moved m on m.account_id = d.account_id and m.id = d.id
      where coalesce(m.held, 0) <> d.withdrawn_minor - d.reinstated_minor - d.lost_minor
        or coalesce(m.lost, 0) <> d.lost_minor
      union all
      select account_id, format('dispute_hold in %s differs from what disputes hold by %s', asset, sum(minor))
      from (
        select b.account_id, l.asset, b.balance as minor
        from balances b join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
        where l.kind = 'dispute_hold'
        union all
        select account_id, currency, lost_minor + reinstated_minor - withdrawn_minor from disputes) one
      group by account_id, asset having sum(minor) <> 0`,
  },
  {
    name: "what a dispute says of its money is what its movements add up to",
    wrong: `
      select d.account_id, format('dispute %s: %s left and %s came back, its movements say %s and %s', d.id,
        d.withdrawn_minor, d.reinstated_minor, coalesce(m.withdrawn, 0), coalesce(m.reinstated, 0)) as detail
      from disputes d
      left join (select account_id, dispute_id, sum(minor) filter (where kind = 'withdrawn') as withdrawn,
          sum(minor) filter (where kind = 'reinstated') as reinstated
        from dispute_movements group by 1, 2) m on m.account_id = d.account_id and m.dispute_id = d.id
      where d.withdrawn_minor <> coalesce(m.withdrawn, 0) or d.reinstated_minor <> coalesce(m.reinstated, 0)`,
  },
  {
    name: "dispute_loss is what refunds and disputes took beyond what could be given back, and somebody was told",
    wrong: `
      select account_id, format('dispute_loss in %s differs from what was lost by %s', asset, sum(minor)) as detail
      from (
        select b.account_id, l.asset, b.balance as minor
        from balances b join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
        where l.kind = 'dispute_loss'
        union all
        select account_id, currency, excess_credit_minor - excess_minor from refunds where status = 'succeeded'
        union all
        select account_id, currency, -lost_minor from disputes
        union all
        select t.account_id, t.asset, case d.kind when 'deferred_revenue' then t.amount else -t.amount end
        from transfers t
        join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
        join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
        where 'dispute_hold' in (f.kind, d.kind) and 'deferred_revenue' in (f.kind, d.kind)) one
      group by account_id, asset having sum(minor) <> 0
      union all
      select f.account_id, format('nobody was told of the excess of refund %s', f.id)
      from refunds f where f.excess_minor > 0 and not exists (
        select from staff_tasks t where t.account_id = f.account_id and t.refund_id = f.id and t.kind = 'refund_excess')
      union all
      select d.account_id, format('nobody was told of the excess of dispute %s', d.id)
      from disputes d where d.excess_minor > 0 and d.lost_minor > 0 and not exists (
        select from staff_tasks t where t.account_id = d.account_id and t.dispute_id = d.id and t.kind = 'dispute_excess')`,
  },
  {
    name: "a dispute is booked once, under its name in the directory",
    wrong: `
      select d.account_id, format('dispute %s of %s: the directory names %s', d.id, d.processor_dispute_id, e.id) as detail
      from disputes d
      left join directory e on e.kind = 'processor_dispute' and e.key = d.processor_dispute_id
      where e.id is null or e.id <> d.id or e.account_id <> d.account_id`,
  },
];
