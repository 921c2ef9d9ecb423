import type { Check } from "./audit-queries";

// Stands for overage where a grant is named, and for no plan period in usage_by_day.
const nil = "'00000000-0000-0000-0000-000000000000'::uuid";

/** What each grant moved, by the kind of the other side: out is positive. */
const flows = `
  edges as materialized (
    select account_id, from_id, to_id, grant_id, reversed_version is not null as undone, sum(amount) as amount
    from transfers where asset = 'credit' group by 1, 2, 3, 4, 5),
  named as (
    select e.*, f.kind as from_kind, t.kind as to_kind
    from edges e
    join ledger_accounts f on f.account_id = e.account_id and f.id = e.from_id
    join ledger_accounts t on t.account_id = e.account_id and t.id = e.to_id),
  flows as (
    select account_id, from_id as id, to_kind as kind, undone, amount from named where from_kind = 'grant'
    union all
    select account_id, to_id, from_kind, undone, -amount from named where to_kind = 'grant'
    union all
    select account_id, grant_id, 'held', undone, -amount from named
    where from_kind = 'held' and to_kind <> 'grant' and grant_id is not null
    union all
    select account_id, grant_id, to_kind, undone, amount from named
    where from_kind = 'held' and to_kind <> 'grant' and grant_id is not null
    union all
    -- A lost dispute that was turned: what was revoked goes on to a child.
    select account_id, grant_id, 'revoked', undone, -amount from named
    where from_kind = 'revoked' and to_kind like 'issued.%' and grant_id is not null
    union all
    select account_id, grant_id, to_kind, undone, amount from named
    where from_kind = 'revoked' and to_kind like 'issued.%' and grant_id is not null),
  moved as (
    select account_id, id,
      -coalesce(sum(amount) filter (where kind like 'issued.%' and amount < 0 and not undone), 0) as given,
      coalesce(sum(amount) filter (where kind like 'issued.%' and (amount > 0 or undone)), 0) as passed_on,
      coalesce(sum(amount) filter (where kind = 'held'), 0) as held,
      coalesce(sum(amount) filter (where kind = 'consumed'), 0) as consumed,
      coalesce(sum(amount) filter (where kind in ('expired', 'revoked', 'debt')), 0) as ended
    from flows group by 1, 2),
  on_hold as (
    select p.account_id, p.grant_id as id, sum(p.credits) as credits
    from holds h join hold_grants p on p.account_id = h.account_id and p.hold_id = h.id
    where h.status = 'open' and p.grant_id is not null group by 1, 2)`;

/** BOOKS B2 (2) and (3), FAULTS I4: grants, holds and consumptions against the ledger. */
export const creditChecks: Check[] = [
  {
    name: "every grant: given = remaining + held + consumed + expired + revoked + rolled out + debt repaid",
    wrong: `
      with ${flows}
      select g.account_id, format('grant %s: %s given of %s, %s left, %s held (%s by open holds), %s consumed, %s ended, %s passed on',
        g.id, m.given, g.amount, b.balance, m.held, coalesce(h.credits, 0), m.consumed, m.ended, m.passed_on) as detail
      from grants g
      join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
      left join moved m on m.account_id = g.account_id and m.id = g.id
      left join on_hold h on h.account_id = g.account_id and h.id = g.id
      where m.given is distinct from g.amount
        or g.amount <> b.balance + coalesce(h.credits, 0) + m.consumed + m.ended + m.passed_on
        or m.held <> coalesce(h.credits, 0)`,
  },
  {
    name: "a closed grant has nothing left and nothing held",
    wrong: `
      select g.account_id, format('grant %s is closed with %s left, %s held', g.id, b.balance,
        coalesce(h.credits, 0)) as detail
      from grants g
      join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
      left join (
        select p.account_id, p.grant_id, sum(p.credits) as credits
        from holds o join hold_grants p on p.account_id = o.account_id and p.hold_id = o.id
        where o.status = 'open' group by 1, 2) h on h.account_id = g.account_id and h.grant_id = g.id
      where g.closed_at is not null and (b.balance <> 0 or h.credits > 0)`,
  },
  {
    name: "every consumption is burned and overage, and nothing else",
    wrong: `
      select account_id, format('consumption %s: %s credits', id, credits) as detail
      from consumptions
      where cardinality(burned_grants) <> cardinality(burned_credits)
        or credits <> overage + case cardinality(burned_credits)
          when 0 then 0 when 1 then burned_credits[1] else (select sum(one)::int8 from unnest(burned_credits) one) end`,
  },
  {
    name: "consumptions add up to their ledger transaction's transfers, grant by grant",
    wrong: `
      with told as (
        select account_id, account_version, burned_grants[1] as grant_id, sum(burned_credits[1])::int8 as credits
        from consumptions where cardinality(burned_grants) > 0 group by 1, 2, 3
        union all
        select account_id, account_version, unnest(burned_grants[2:]), unnest(burned_credits[2:])
        from consumptions where cardinality(burned_grants) > 1
        union all
        select account_id, account_version, ${nil}, overage from consumptions where overage > 0
        union all
        select t.account_id, t.account_version,
          case f.kind when 'grant' then t.from_id when 'held' then coalesce(t.grant_id, ${nil}) else ${nil} end,
          -t.amount
        from transfers t
        join ledger_accounts c on c.account_id = t.account_id and c.id = t.to_id and c.kind = 'consumed'
        join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id)
      select account_id, format('version %s, grant %s: consumptions say %s more than the transfers',
        account_version, nullif(grant_id, ${nil}), sum(credits)) as detail
      from told group by account_id, account_version, grant_id having sum(credits) <> 0`,
  },
  {
    name: "holds add up to what is held, each by itself",
    wrong: `
      with parts as (
        select account_id, hold_id, sum(credits) as credits from hold_grants group by 1, 2),
      moved as (
        select t.account_id, t.hold_id, sum(case l.id when t.to_id then t.amount else -t.amount end) as held
        from transfers t
        join ledger_accounts l on l.account_id = t.account_id and l.kind = 'held' and l.id in (t.from_id, t.to_id)
        where t.hold_id is not null group by 1, 2)
      select h.account_id, format('hold %s (%s): %s credits, parts %s, held in the ledger %s', h.id, h.status,
        h.credits, p.credits, m.held) as detail
      from holds h
      left join parts p on p.account_id = h.account_id and p.hold_id = h.id
      left join moved m on m.account_id = h.account_id and m.hold_id = h.id
      where coalesce(p.credits, 0) <> h.credits
        or coalesce(m.held, 0) <> case h.status when 'open' then h.credits else 0 end`,
  },
  {
    name: "open holds are what is held",
    wrong: `
      select account_id, format('held differs from open holds by %s', sum(credits)) as detail
      from (
        select b.account_id, b.balance as credits
        from balances b join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
        where l.kind = 'held'
        union all
        select account_id, -credits from holds where status = 'open') one
      group by account_id having sum(credits) <> 0`,
  },
  {
    name: "a captured hold is its consumption and what it released",
    wrong: `
      select h.account_id, format('hold %s: %s held, %s released, %s consumed', h.id, h.credits, h.released,
        c.credits) as detail
      from holds h
      left join consumptions c on c.account_id = h.account_id and c.hold_id = h.id
      where (h.status = 'captured') <> (c.id is not null)
        or (h.status = 'captured' and h.credits is distinct from h.released + c.credits)`,
  },
  {
    name: "usage by day is the consumptions of the day",
    wrong: `
      select account_id, format('%s %s in period %s', day, feature, nullif(plan_period_id, ${nil})) as detail
      from (
        select c.account_id, (c.occurred_at at time zone a.timezone)::date as day, c.feature,
          coalesce(c.plan_period_id, ${nil}) as plan_period_id, c.quantity, c.credits, c.overage, 1::int8 as events
        from consumptions c join accounts a on a.id = c.account_id
        union all
        select account_id, day, feature, plan_period_id, -quantity, -credits, -overage, -events
        from usage_by_day) one
      group by account_id, day, feature, plan_period_id
      having sum(quantity) <> 0 or sum(credits) <> 0 or sum(overage) <> 0 or sum(events) <> 0`,
  },
  {
    name: "overage is what consumptions say, held overage what open holds say",
    wrong: `
      select account_id, format('period %s: overage differs by %s, held overage by %s', plan_period_id,
        sum(credits), sum(held)) as detail
      from (
        select account_id, plan_period_id, credits, 0 as held from overage_usage
        union all
        select account_id, null, 0, held_credits from overage_usage where held_credits > 0
        union all
        select account_id, plan_period_id, -overage, 0 from consumptions where overage > 0
        union all
        select h.account_id, null, 0, -p.credits
        from holds h join hold_grants p on p.account_id = h.account_id and p.hold_id = h.id
        where h.status = 'open' and p.grant_id is null) one
      group by account_id, plan_period_id having sum(credits) <> 0 or sum(held) <> 0`,
  },
  {
    name: "a period's allowance was granted where it says so, and only there",
    // What a change gave may be a part of nothing, so only periods that begin by themselves must have one.
    wrong: `
      select p.account_id, format('period %s, slice %s: %s, and its allowance grant is %s', p.id, p.slice_index,
        case when p.allowance_granted then 'granted' else 'withheld' end, coalesce(g.id::text, 'missing')) as detail
      from plan_periods p
      join plan_versions v on v.id = p.plan_version_id
      left join grants g on g.account_id = p.account_id and g.plan_period_id = p.id
        and g.slice_index = p.slice_index and g.category = 'allowance'
      where p.state in ('open', 'closed') and case when p.allowance_granted
        then g.id is null and (p.opened_by <> 'change' or p.slice_index > 0)
          and case when p.trial then coalesce(v.trial_allowance, v.allowance) else v.allowance end > 0
        else g.id is not null end`,
  },
];
