import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";

export type Suspect = {
  kind:
    | "never_granted"
    | "granted_too_little"
    | "granted_too_much"
    | "granted_before_paid"
    | "granted_for_void"
    | "granted_without_line"
    | "not_taken_back"
    | "slice_not_settled"
    | "other_period"
    | "no_period";
  /** Of the line, the grant, the refund, the dispute or the use. */
  subject: string;
  accountId: AccountId;
  /** Given beyond what should be; below zero, what lacks. */
  credits: bigint;
  at: Date;
  facts: Record<string, string>;
};

/**
 * What was taken back of grant `g` by hand, by us or by an app; what a refund or a dispute takes is another matter. What
 * went with a document that was given up is among it, and is its line's.
 */
const takenByHand = sql`coalesce((
  select sum(t.amount) from transfers t
  join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id and d.kind = 'revoked'
  join ledger_transactions l on l.account_id = t.account_id and l.account_version = t.account_version
  where t.account_id = g.account_id and t.from_id = g.id and l.kind = 'revoke'
    and t.refund_id is null and t.dispute_id is null), 0)::int8`;

/** Charged lines against the grants that name them: no pack gives more than it says, or before its money, or once void. */
export async function listGrantSuspects(tx: Tx): Promise<Suspect[]> {
  const { rows } = await sql<Suspect>`
    with given as (
      select account_id, invoice_line_id, sum(amount)::int8 as credits, min(id::text) as grant_id
      from grants where invoice_line_id is not null and parent_grant_id is null group by 1, 2),
    lines as (
      select l.account_id, l.id, l.kind as sold, l.credits as charged, i.id as invoice_id, i.number, i.status,
        i.grants as given_when, coalesce(i.closed_at, i.issued_at, i.created_at) as at, coalesce(g.credits, 0) as given, g.grant_id
      from invoice_lines l
      join invoices i on i.account_id = l.account_id and i.id = l.invoice_id
      left join given g on g.account_id = l.account_id and g.invoice_line_id = l.id
      where l.kind in ('pack', 'plan', 'proration_charge') and l.credits > 0),
    found as (
      select 'granted_too_much' as kind, t.too_much as credits, lines.* from lines
      cross join lateral (
        select given - charged - sum(${takenByHand})::int8 + (
          select coalesce(sum(r.revoked), 0)::int8 from line_returns r where r.account_id = lines.account_id
            and r.invoice_line_id = lines.id and r.kind in ('void', 'uncollectible')) as too_much
        from grants g where g.account_id = lines.account_id and g.invoice_line_id = lines.id) t
      where sold = 'pack' and given > charged and t.too_much > 0
      union all
      select 'granted_before_paid', given, lines.* from lines
      where sold = 'pack' and given_when = 'on_payment' and status = 'issued' and given > 0
      union all
      select 'granted_for_void', b.balance, l.* from lines l
      join grants g on g.account_id = l.account_id and g.invoice_line_id = l.id
      join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
      where l.status = 'void' and b.balance > 0)
    select kind, 'invoice_line:' || id as subject, account_id as "accountId", credits, at,
      jsonb_strip_nulls(jsonb_build_object('line', id, 'invoice', invoice_id, 'number', number, 'grant', grant_id)) as facts
    from found
    order by 2, 1`.execute(tx);
  return rows;
}

/** Pack credits that stand on no line of ours: somebody gave them away as if they had been sold. */
export async function listUnchargedGrants(tx: Tx): Promise<Suspect[]> {
  const { rows } = await sql<Suspect>`
    with given as (
      select g.*, g.amount - ${takenByHand} as credits
      from grants g where g.category = 'pack' and g.invoice_line_id is null and g.parent_grant_id is null)
    select 'granted_without_line' as kind, 'grant:' || id as subject, account_id as "accountId", credits,
      issued_at as at, jsonb_build_object('grant', id, 'reason', reason) as facts
    from given where credits > 0
    order by 2`.execute(tx);
  return rows;
}

/**
 * Whether what sets a difference right was asked for already: it waits for a second person, or is booked and no
 * comparison looked since.
 */
export async function isTakenAlready(
  tx: Tx,
  of: { accountId: AccountId; reason: string; differenceId: string },
): Promise<boolean> {
  const { rows } = await sql`
    select from adjustments a
    join reconciliation_differences d on d.id = ${of.differenceId}
    join reconciliation_runs r on r.id = d.last_run_id
    where a.account_id = ${of.accountId} and a.kind = 'revoke' and a.reason = ${of.reason} and (a.status = 'waiting'
      or a.status = 'booked' and coalesce(a.decided_at, a.requested_at) >= r.started_at)
    limit 1`.execute(tx);
  return rows.length > 0;
}

/** Refunds and lost disputes against what was taken back for them, and slices that are not settled. */
export async function listReturnSuspects(tx: Tx): Promise<Suspect[]> {
  const { rows } = await sql<Suspect>`
    with taken as (
      select t.account_id, t.refund_id, t.dispute_id,
        sum(case when d.kind = 'revoked' and f.kind in ('held', 'grant') then t.amount
          when f.kind = 'revoked' and d.kind like 'issued.%' then -t.amount else 0 end)::int8 as credits
      from transfers t
      join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
      join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
      where t.asset = 'credit' and (t.refund_id is not null or t.dispute_id is not null) group by 1, 2, 3),
    returned as (
      select account_id, refund_id, dispute_id, sum(revoked)::int8 as revoked, min(returned_at) as at,
        sum(slice - revoked - expired - debt - written_off - waived)::int8 as unsettled
      from line_returns where stands and kind in ('refund', 'dispute') group by 1, 2, 3),
    found as (
      select 'refund:' || f.id as subject, f.account_id, f.processor_refund_id as there, r.revoked, r.unsettled, r.at,
        coalesce(t.credits, 0) as taken
      from refunds f
      join returned r on r.account_id = f.account_id and r.refund_id = f.id
      left join taken t on t.account_id = f.account_id and t.refund_id = f.id
      where f.status in ('succeeded', 'returned')
      union all
      select 'dispute:' || d.id, d.account_id, d.processor_dispute_id, r.revoked, r.unsettled, r.at, coalesce(t.credits, 0)
      from disputes d
      join returned r on r.account_id = d.account_id and r.dispute_id = d.id
      left join taken t on t.account_id = d.account_id and t.dispute_id = d.id
      where d.status = 'lost')
    select case when taken < revoked then 'not_taken_back' else 'slice_not_settled' end as kind, subject,
      account_id as "accountId", case when taken < revoked then revoked - taken else unsettled end as credits, at,
      jsonb_strip_nulls(jsonb_build_object('source', there)) as facts
    from found where taken < revoked or unsettled > 0 order by 2`.execute(tx);
  return rows;
}

/**
 * Use against the plan periods it happened in. What came after its period's end may be of a change that waited for its
 * money; what came before its beginning belongs to another, unless it says so itself. Without any period it is of none
 * only where nobody had one: a grant of the period shows that it was there.
 */
export async function listUsageSuspects(tx: Tx): Promise<Suspect[]> {
  const { rows } = await sql<Suspect>`
    select 'other_period' as kind, 'consumption:' || c.id as subject, c.account_id as "accountId", c.credits,
      c.occurred_at as at, jsonb_build_object('period', c.plan_period_id, 'other', o.id, 'feature', c.feature) as facts
    from consumptions c
    join plan_periods p on p.account_id = c.account_id and p.id = c.plan_period_id and c.occurred_at < p.starts_at
    join plan_periods o on o.account_id = c.account_id and o.id <> p.id and o.state in ('open', 'closed')
      and o.starts_at <= c.occurred_at and c.occurred_at < o.ends_at
    where c.original_period_id is null
    union all
    select distinct on (c.account_id, c.id) 'no_period', 'consumption:' || c.id, c.account_id, c.credits, c.occurred_at,
      jsonb_build_object('other', p.id, 'feature', c.feature)
    from consumptions c
    join plan_periods p on p.account_id = c.account_id and p.state in ('open', 'closed')
      and p.starts_at <= c.occurred_at and c.occurred_at < p.ends_at and c.recorded_at < p.ends_at
    join grants g on g.account_id = p.account_id and g.plan_period_id = p.id and g.category = 'allowance'
      and g.issued_at < c.recorded_at
    where c.plan_period_id is null
    order by 2`.execute(tx);
  return rows;
}

/** What was given without money, and how many charged lines, returns and uses were compared beside. */
export async function countCredits(tx: Tx): Promise<{ compared: number; nonRevenue: number }> {
  const { rows } = await sql<{ compared: bigint; nonRevenue: bigint }>`
    select (select count(*) from invoice_lines l join invoices i on i.account_id = l.account_id and i.id = l.invoice_id
        where l.kind in ('pack', 'plan', 'proration_charge') and l.credits > 0 and i.status <> 'draft')
      + (select count(*) from line_returns where stands and kind in ('refund', 'dispute'))
      + (select count(*) from consumptions) as compared,
      (select count(*) from grants where category in ('promo', 'goodwill', 'adjustment')) as "nonRevenue"`.execute(
    tx,
  );
  return {
    compared: Number(rows[0]?.compared ?? 0n),
    nonRevenue: Number(rows[0]?.nonRevenue ?? 0n),
  };
}
