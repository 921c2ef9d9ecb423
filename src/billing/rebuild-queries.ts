import { type RawBuilder, sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { checkpointChecks } from "./ledger/audit-checkpoint-queries";
import { dayRollupChecks, rollupChecks } from "./ledger/audit-rollup-queries";
import { listWrongAccrued } from "./rebuild-accrued-queries";
import { cycleFigures } from "./rebuild-cycle-queries";
import { documentFigures } from "./rebuild-document-queries";
import { returnFigures } from "./rebuild-return-queries";

/** A stored figure that is not what it comes to when it is made again; of no account where it is of all of them. */
export type Wrong = { table: string; accountId: AccountId | null; detail: string };

/** Which rows are asked about, as a condition on `t`. */
export type Of = RawBuilder<unknown>;

export type Figures = {
  table: string;
  /** Rows `(account_id, key, kept, made)` of what differs; one account's, or everybody's. */
  differences: (of: Of) => RawBuilder<unknown>;
};

const nil = sql`'00000000-0000-0000-0000-000000000000'::uuid`;

/** What of each line was recognized, and of each period's overage accrued, as its transfers have it. */
const recognized = (of: Of) => sql`
  select t.account_id, t.invoice_line_id, sum(case when d.kind = 'deferred_revenue' then t.amount else -t.amount end)::int8 as minor
  from transfers t
  join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
  join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
  where ${of} and t.asset <> 'credit' and t.invoice_line_id is not null
    and (f.kind in ('revenue.plan', 'revenue.pack', 'revenue.breakage') and d.kind = 'deferred_revenue'
      or f.kind = 'deferred_revenue' and d.kind in ('revenue.plan', 'revenue.pack', 'revenue.breakage'))
  group by 1, 2`;

/**
 * What of each line was given back unearned: what came back to deferred revenue but from revenue, by the line itself or by one
 * that credits it. `unbilled` is a line entering its draft or leaving it, where it credits no other.
 */
const returned = (of: Of) => sql`
  select t.account_id, coalesce(n.credited_line_id, n.id) as invoice_line_id,
    sum(case when d.kind = 'deferred_revenue' then t.amount else -t.amount end)::int8 as minor
  from transfers t
  join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
  join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
  join invoice_lines n on n.account_id = t.account_id and n.id = t.invoice_line_id
  cross join lateral (select case f.kind when 'deferred_revenue' then d.kind else f.kind end as other) o
  where ${of} and t.asset <> 'credit' and 'deferred_revenue' in (f.kind, d.kind)
    and o.other not in ('revenue.plan', 'revenue.pack', 'revenue.breakage')
    and (o.other <> 'unbilled' or n.credited_line_id is not null)
  group by 1, 2`;

const overage = (of: Of) => sql`
  select account_id, plan_period_id, sum(credits)::int8 as credits, sum(minor)::int8 as minor from (
    select t.account_id, t.plan_period_id, 0 as credits, case f.kind when 'revenue.overage' then t.amount else -t.amount end as minor
    from transfers t
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
    where ${of} and t.asset <> 'credit' and 'revenue.overage' in (f.kind, d.kind) and t.invoice_line_id is null
    union all
    select t.account_id, t.plan_period_id, t.overage, 0 from consumptions t where ${of} and t.overage > 0) one
  group by 1, 2`;

const balances = (of: Of) => sql`
  select account_id, id, sum(delta)::int8 as balance from (
    select t.account_id, t.to_id as id, t.amount as delta from transfers t where ${of}
    union all select t.account_id, t.from_id, -t.amount from transfers t where ${of}) one
  group by 1, 2`;

const usage = (of: Of) => sql`
  select t.account_id, (t.occurred_at at time zone a.timezone)::date as day, t.feature,
    coalesce(t.plan_period_id, ${nil}) as plan_period_id, sum(t.quantity)::int8 as quantity, sum(t.credits)::int8 as credits,
    sum(t.overage)::int8 as overage, count(*)::int8 as events
  from consumptions t join accounts a on a.id = t.account_id where ${of} group by 1, 2, 3, 4`;

const ledgerFigures: Figures[] = [
  {
    table: "balances",
    differences: (of) => sql`
      select account_id, l.kind || ' ' || l.asset || ' ' || id as key, t.balance::text as kept, coalesce(m.balance, 0)::text as made
      from (select account_id, ledger_account_id as id, balance from balances t where ${of}) t
      full join (${balances(of)}) m using (account_id, id)
      join ledger_accounts l using (account_id, id)
      where t.balance is distinct from coalesce(m.balance, 0)`,
  },
  {
    table: "usage_by_day",
    differences: (of) => sql`
      select account_id, day || ' ' || feature as key, t.figures::text as kept, m.figures::text as made
      from (select account_id, day, feature, plan_period_id, array[quantity, credits, overage, events] as figures
        from usage_by_day t where ${of}) t
      full join (select account_id, day, feature, plan_period_id, array[quantity, credits, overage, events] as figures
        from (${usage(of)}) u) m using (account_id, day, feature, plan_period_id)
      where t.figures is distinct from m.figures`,
  },
  {
    table: "overage_usage",
    differences: (of) => sql`
      select account_id, plan_period_id::text as key, t.figures::text as kept, m.figures::text as made
      from (select account_id, plan_period_id, array[sum(credits), sum(accrued_minor)]::int8[] as figures
        from overage_usage t where ${of} group by 1, 2) t
      full join (select account_id, plan_period_id, array[credits, minor] as figures from (${overage(of)}) o) m
        using (account_id, plan_period_id)
      where coalesce(t.figures, '{0,0}') <> coalesce(m.figures, '{0,0}')`,
  },
  {
    table: "line_earnings",
    differences: (of) => sql`
      select account_id, 'recognized of line ' || invoice_line_id as key, t.recognized_minor::text as kept,
        coalesce(m.minor, 0)::text as made
      from (select * from line_earnings t where ${of}) t
      full join (${recognized(of)}) m using (account_id, invoice_line_id)
      where t.recognized_minor is distinct from coalesce(m.minor, 0)
      union all
      select account_id, 'returned of line ' || invoice_line_id, t.returned_minor::text, coalesce(m.minor, 0)::text
      from (select * from line_earnings t where ${of}) t
      left join (${returned(of)}) m using (account_id, invoice_line_id)
      where t.returned_minor <> coalesce(m.minor, 0)`,
  },
];

/** Every stored figure that is made from others, beside what it is made from: where the two are not the same. */
export async function listWrong(tx: Tx): Promise<Wrong[]> {
  const wrong: Wrong[] = [];
  const all = [...ledgerFigures, ...documentFigures, ...returnFigures, ...cycleFigures];
  for (const { table, differences } of all) {
    const { rows } = await sql<Omit<Wrong, "table">>`
      select account_id as "accountId", format('%s: kept %s, made again %s', key, coalesce(kept, 'nothing'),
        coalesce(made, 'nothing')) as detail
      from (${differences(sql`true`)}) d order by 1, 2`.execute(tx);
    wrong.push(...rows.map((row) => ({ table, ...row })));
  }
  for (const { table, accountId, detail } of await listWrongAccrued(tx))
    wrong.push({ table, accountId, detail });
  for (const [table, checks] of [
    ["ledger_checkpoints", checkpointChecks],
    ["month_rollups", rollupChecks],
    ["day_rollups", dayRollupChecks],
  ] as const) {
    for (const check of checks) {
      const { rows } = await sql<Omit<Wrong, "table">>`
        select account_id as "accountId", detail from (${sql.raw(check.wrong)}) d order by 1, 2`.execute(
        tx,
      );
      wrong.push(...rows.map((row) => ({ table, ...row })));
    }
  }
  return wrong;
}

/** Writes what an account's figures come to, under its lock; ledger rows are never touched. */
export async function correctFigures(tx: Tx, accountId: AccountId): Promise<void> {
  const of = sql`t.account_id = ${accountId}`;
  await sql`
    update balances b set balance = m.balance
    from (select b.account_id, b.ledger_account_id as id, coalesce(m.balance, 0) as balance
      from balances b left join (${balances(of)}) m on m.account_id = b.account_id and m.id = b.ledger_account_id
      where b.account_id = ${accountId}) m
    where b.account_id = m.account_id and b.ledger_account_id = m.id and b.balance <> m.balance`.execute(
    tx,
  );
  await sql`
    update line_earnings e set recognized_minor = m.recognized, returned_minor = m.returned,
      open = e.net_minor > m.recognized + m.returned
    from (select e.account_id, e.invoice_line_id, coalesce(r.minor, 0) as recognized, coalesce(b.minor, 0) as returned
      from line_earnings e
      left join (${recognized(of)}) r using (account_id, invoice_line_id)
      left join (${returned(of)}) b using (account_id, invoice_line_id)
      where e.account_id = ${accountId}) m
    where e.account_id = m.account_id and e.invoice_line_id = m.invoice_line_id
      and (e.recognized_minor, e.returned_minor) <> (m.recognized, m.returned)`.execute(tx);
  // Which slice of a year that drips it was is not in a transfer: such a period is told and left alone.
  await sql`
    update overage_usage u set credits = m.credits, accrued_minor = m.minor
    from (${overage(of)}) m
    where u.account_id = m.account_id and u.plan_period_id = m.plan_period_id
      and (u.credits, u.accrued_minor) <> (m.credits, m.minor)
      and not exists (select from overage_usage o where o.account_id = u.account_id
        and o.plan_period_id = u.plan_period_id and o.slice_index <> u.slice_index)`.execute(tx);
}
