import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";

/**
 * What stretches of a ledger sum up to, from its transfers alone. `stretches` are rows `(account_id,
 * from_version, account_version, credits)` that follow one another, with what was on grants before the
 * account's first of them.
 */
export function summedStretches(stretches: string): string {
  return `
    stretches as materialized (${stretches}),
    moved as (
      select s.account_id, s.account_version, l.id as grant_id,
        sum(case l.id when t.to_id then t.amount else -t.amount end)::bigint as change
      from stretches s
      join transfers t on t.account_id = s.account_id
        and t.account_version > s.from_version and t.account_version <= s.account_version
      cross join lateral unnest(array[t.from_id, t.to_id]) side
      join ledger_accounts l on l.account_id = t.account_id and l.id = side and l.kind = 'grant'
      where t.asset = 'credit'
      group by 1, 2, 3),
    by_grant as (
      select account_id, account_version, sum(change)::bigint as change,
        array_agg(grant_id order by grant_id) as grants, array_agg(change order by grant_id) as changes
      from moved group by 1, 2),
    said as (
      select s.account_id, s.account_version, min(x.occurred_at) as first_at, max(x.occurred_at) as last_at,
        array_agg(distinct x.kind order by x.kind) as kinds
      from stretches s
      join ledger_transactions x on x.account_id = s.account_id
        and x.account_version > s.from_version and x.account_version <= s.account_version
      group by 1, 2),
    summed as (
      select s.account_id, s.account_version, s.from_version,
        (s.credits + sum(coalesce(g.change, 0)) over (
          partition by s.account_id order by s.account_version))::bigint as credits,
        t.kinds, coalesce(g.grants, '{}') as grants, coalesce(g.changes, '{}') as changes,
        t.first_at, t.last_at
      from stretches s
      join said t on t.account_id = s.account_id and t.account_version = s.account_version
      left join by_grant g on g.account_id = s.account_id and g.account_version = s.account_version)`;
}

/**
 * Writes the next checkpoints of accounts whose ledger has outgrown the last one, soonest opened first, a
 * limited number of them; answers which. Another worker's are left alone.
 */
export async function insertNextCheckpoints(
  tx: Tx,
  { every, limit }: { every: number; limit: number },
): Promise<{ accountId: AccountId; version: bigint }[]> {
  const missing = `
    select account_id, from_version, from_version + ${every} as account_version, credits from (
      select b.account_id, coalesce(c.credits, 0) as credits,
        generate_series(coalesce(c.version, 0), b.version - ${every}, ${every}) as from_version
      from account_books b
      left join lateral (
        select k.account_version as version, k.credits from ledger_checkpoints k
        where k.account_id = b.account_id order by k.account_version desc limit 1) c on true
      where b.version >= coalesce(c.version, 0) + ${every}
      order by b.account_id, from_version limit ${limit}) next`;
  const { rows } = await sql<{ accountId: AccountId; version: bigint }>`
    with ${sql.raw(summedStretches(missing))}
    insert into ledger_checkpoints (account_id, account_version, from_version, credits, kinds, grants,
      changes, first_at, last_at)
    select account_id, account_version, from_version, credits, kinds, grants, changes, first_at, last_at
    from summed
    on conflict do nothing
    returning account_id as "accountId", account_version as "version"`.execute(tx);
  return rows;
}

/**
 * Accounts whose last checkpoint and what moved since do not come to what is on their grants: balances
 * are kept by another way, so that a wrong checkpoint shows at once.
 */
export async function listDisagreeing(
  tx: Tx,
  accountIds: readonly AccountId[],
): Promise<AccountId[]> {
  const { rows } = await sql<{ id: AccountId }>`
    select a.id from unnest(${accountIds}::uuid[]) a (id)
    join lateral (
      select c.account_version, c.credits from ledger_checkpoints c
      where c.account_id = a.id order by c.account_version desc limit 1) last on true
    where last.credits + (
        select coalesce(sum(case l.id when t.to_id then t.amount else -t.amount end), 0)
        from transfers t
        cross join lateral unnest(array[t.from_id, t.to_id]) side
        join ledger_accounts l on l.account_id = t.account_id and l.id = side and l.kind = 'grant'
        where t.account_id = a.id and t.account_version > last.account_version and t.asset = 'credit')
      <> (
        select coalesce(sum(b.balance), 0) from grants g
        join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
        where g.account_id = a.id and g.closed_at is null)`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Forgets an account's checkpoints; they are made again from its transfers. */
export async function deleteCheckpoints(tx: Tx, accountId: AccountId): Promise<void> {
  await tx.deleteFrom("ledger_checkpoints").where("account_id", "=", accountId).execute();
}
