import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";

/**
 * SQL that answers with rows `(account_id, detail)` where something is wrong, in any order; the zone of the books' days
 * is its setting `tallybook.house_timezone`.
 */
export type Check = { name: string; wrong: string };

/** Room to add up a million rows without a file; JIT takes longer than what it would speed up. */
export async function makeReady(tx: Tx, houseTimezone: string): Promise<void> {
  await sql.raw("set local work_mem = '192MB'; set local jit = off").execute(tx);
  await sql`select set_config('tallybook.house_timezone', ${houseTimezone}, true)`.execute(tx);
}

/** The first wrong row of a check; the same books give the same answer. */
export async function findFirstWrong(
  tx: Tx,
  check: Check,
): Promise<{ account_id: AccountId | null; detail: string } | undefined> {
  const { rows } = await sql<{ account_id: AccountId | null; detail: string }>`
    select account_id, detail from (${sql.raw(check.wrong)}) wrong
    order by account_id, detail limit 1`.execute(tx);
  return rows[0];
}

/** BOOKS B2 (1) and FAULTS I1–I3, I8, I13: the ledger and the plan periods by themselves. */
export const ledgerChecks: Check[] = [
  {
    name: "balances equal their transfers",
    wrong: `
      with edges as materialized (
        select account_id, from_id, to_id, sum(amount) as amount from transfers group by 1, 2, 3),
      moved as (
        select account_id, id, sum(delta) as total from (
          select account_id, to_id as id, amount as delta from edges
          union all select account_id, from_id, -amount from edges) one
        group by 1, 2)
      select coalesce(b.account_id, m.account_id) as account_id,
        format('ledger account %s has balance %s, its transfers sum to %s',
          coalesce(b.ledger_account_id, m.id), b.balance, coalesce(m.total, 0)) as detail
      from balances b full join moved m on m.account_id = b.account_id and m.id = b.ledger_account_id
      where b.balance is distinct from coalesce(m.total, 0)`,
  },
  {
    name: "every asset sums to zero within an account",
    wrong: `
      select b.account_id, format('%s sums to %s', l.asset, sum(b.balance)) as detail
      from balances b join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
      group by b.account_id, l.asset having sum(b.balance) <> 0`,
  },
  {
    name: "no balance is under its floor",
    wrong: `
      select b.account_id, format('%s %s stands at %s', l.kind, l.id, b.balance) as detail
      from balances b join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
      where l.asset = 'credit' and b.balance <> 0 and case
        when l.kind in ('grant', 'held', 'consumed', 'expired', 'revoked') then b.balance < 0
        when l.kind = 'issued.rollover' then true
        else b.balance > 0 end`,
  },
  {
    name: "versions count from 1 to the books' version, without gaps",
    wrong: `
      select b.account_id, format('books at version %s, %s ledger transactions up to version %s, the first missing is %s',
        b.version, coalesce(t.counted, 0), coalesce(t.last, 0), (
          select min(v) from generate_series(1, greatest(b.version, t.last)) v
          where not exists (select from ledger_transactions l where l.account_id = b.account_id and l.account_version = v))
        ) as detail
      from account_books b left join (
        select account_id, count(*) as counted, max(account_version) as last
        from ledger_transactions group by 1) t on t.account_id = b.account_id
      where b.version <> coalesce(t.counted, 0) or b.version <> coalesce(t.last, 0)`,
  },
  {
    name: "each account's books end with its last ledger transaction",
    wrong: `
      select b.account_id, format('the books'' last hash is not that of version %s', b.version) as detail
      from account_books b left join ledger_transactions t
        on t.account_id = b.account_id and t.account_version = b.version
      where b.head_hash <> coalesce(t.hash, decode(repeat('00', 32), 'hex'))
        or b.last_recorded_at < t.recorded_at`,
  },
  {
    name: "every account has books",
    wrong: `
      select a.id as account_id, 'no books' as detail
      from accounts a left join account_books b on b.account_id = a.id where b.account_id is null`,
  },
  {
    name: "plan periods follow one another",
    wrong: `
      select account_id, format('period %s starts at %s, the one before ended at %s', id, starts_at, before) as detail
      from (
        select account_id, id, subscription_id, starts_at, lag(ends_at) over one as before,
          lag(subscription_id) over one as before_of
        from plan_periods where state in ('open', 'closed')
        window one as (partition by account_id order by starts_at, ends_at, cycle_index)) p
      where starts_at < before or (before_of = subscription_id and starts_at <> before)`,
  },
  {
    name: "nothing falls due later than its time",
    wrong: `
      with due as (
        select p.account_id, p.slice_ends_at as at from plan_periods p
        join subscriptions s on s.account_id = p.account_id and s.id = p.subscription_id
        where p.state = 'open' and not (s.stripe_subscription_id is not null and p.slice_ends_at = p.ends_at
          and (p.stripe_outlook is distinct from 'renews' or p.trial))
        union all
        select p.account_id, p.starts_at from plan_periods p where p.state = 'pending' and not exists (
          select from scheduled_changes s
          where s.account_id = p.account_id and s.plan_period_id = p.id and s.status = 'waiting')
        union all
        select account_id, gives_up_at from scheduled_changes where status = 'waiting' and gives_up_at is not null
        union all select account_id, expires_at from holds where status = 'open'
        union all
        select i.account_id, greatest(i.due_at, i.issued_at + interval '1 day') from invoices i
        where i.status = 'issued' and i.grants = 'on_payment' and i.due_at is not null
          and i.paid_minor <= i.credit_applied_minor and not exists (
            select from invoice_lines l where l.account_id = i.account_id and l.invoice_id = i.id
              and l.kind not in ('pack', 'discount', 'tax', 'adjustment'))
        union all select account_id, issue_at from invoices where status = 'draft'
        union all
        select g.account_id, g.expires_at + interval '1 hour' from grants g
        join balances l on l.account_id = g.account_id and l.ledger_account_id = g.id
        where g.closed_at is null and l.balance > 0 and g.expires_at is not null
          and not (g.category = 'allowance' and exists (select from plan_periods p
            join subscriptions s on s.account_id = p.account_id and s.id = p.subscription_id
            where p.account_id = g.account_id and p.state = 'open' and s.stripe_subscription_id is not null
              and p.slice_ends_at = p.ends_at and p.ends_at = g.expires_at
              and (p.stripe_outlook is distinct from 'renews' or p.trial)))
        union all
        select o.account_id, p.slice_starts_at + interval '1 hour' from overage_usage o
        join plan_periods p on p.account_id = o.account_id and p.state = 'open'
        join plan_periods e on e.account_id = o.account_id and e.id = o.plan_period_id
        where not o.billed and (o.plan_period_id, o.slice_index) <> (p.id, p.slice_index)
          and e.closed_by is distinct from 'change')
      select b.account_id, format('due at %s, something is at %s', b.due_at, min(due.at)) as detail
      from account_books b join due on due.account_id = b.account_id
      group by b.account_id, b.due_at having b.due_at is null or b.due_at > min(due.at)`,
  },
  {
    name: "a key is used once",
    wrong: `
      select i.account_id, format('key %s is a write''s and a consumption''s', i.key) as detail
      from idempotency_keys i
      join consumptions c on c.account_id = i.account_id and c.idempotency_key = i.key`,
  },
  {
    name: "no column can hold a fraction or NaN",
    wrong: `
      select null::uuid as account_id, format('%s.%s is %s', c.relname, a.attname, t.typname) as detail
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_type t on t.oid = a.atttypid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and coalesce(nullif(t.typbasetype, 0), t.oid) in
          ('numeric'::regtype, 'real'::regtype, 'double precision'::regtype, 'money'::regtype)`,
  },
];
