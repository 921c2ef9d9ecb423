import { sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type { AccountId, GrantId } from "@/lib/ids";
import type { GrantCategory } from "../ledger/accounts";
import type { Stretch } from "./ledger-page-queries";

/** For each version the last checkpoint before it, and what was on grants, or on one, after that. */
export async function listBases(
  tx: Tx,
  {
    accountId,
    versions,
    grantId,
  }: {
    accountId: AccountId;
    versions: readonly bigint[];
    grantId: GrantId | null;
  },
): Promise<{ version: bigint; base: bigint; credits: bigint }[]> {
  const credits = grantId
    ? sql`(select coalesce(sum(k.changes[array_position(k.grants, ${grantId}::uuid)]), 0)
        from ledger_checkpoints k where k.account_id = c.account_id
          and k.account_version <= c.account_version and ${grantId} = any(k.grants))`
    : sql`c.credits`;
  const { rows } = await sql<{ version: bigint; base: bigint; credits: bigint }>`
    with wanted as (
      select w.version, max(c.account_version) as base
      from unnest(${plainArray(versions)}::bigint[]) w (version)
      left join lateral (
        select k.account_version from ledger_checkpoints k
        where k.account_id = ${accountId} and k.account_version <= w.version
        order by k.account_version desc limit 1) c on true
      group by 1),
    based as (
      select c.account_version as base, ${credits}::bigint as credits
      from (select distinct base from wanted) b
      join ledger_checkpoints c on c.account_id = ${accountId} and c.account_version = b.base)
    select w.version, coalesce(w.base, 0) as base, coalesce(b.credits, 0) as credits
    from wanted w left join based b on b.base = w.base`.execute(tx);
  return rows;
}

/** What came onto grants, or onto one, less what left, in each stretch; in the order asked. */
export async function listChanges(
  tx: Tx,
  {
    accountId,
    stretches,
    grantId,
  }: {
    accountId: AccountId;
    stretches: readonly Stretch[];
    grantId: GrantId | null;
  },
): Promise<bigint[]> {
  const on = (side: string) =>
    grantId
      ? sql`${sql.ref(side)} = ${grantId}`
      : sql`${sql.ref(side)} <> all((select ids from others)::uuid[])`;
  const { rows } = await sql<{ change: bigint }>`
    with others as materialized (
      select coalesce(array_agg(id), '{}') as ids from ledger_accounts
      where account_id = ${accountId} and asset = 'credit' and kind <> 'grant')
    select m.change
    from unnest(${plainArray(stretches.map((one) => one.from))}::bigint[],
      ${plainArray(stretches.map((one) => one.to))}::bigint[]) with ordinality s (after, upto, place)
    cross join lateral (
      select (coalesce(sum(t.amount) filter (where ${on("t.to_id")}), 0)
        - coalesce(sum(t.amount) filter (where ${on("t.from_id")}), 0))::bigint as change
      from transfers t
      where t.account_id = ${accountId} and t.account_version > s.after
        and t.account_version <= s.upto and t.asset = 'credit') m
    order by s.place`.execute(tx);
  return rows.map(({ change }) => change);
}

export type UnpostedExpiry = {
  grantId: GrantId;
  category: GrantCategory;
  credits: bigint;
  at: Date;
};

/** What the ledger still has on grants, or on one, and which of it has expired without an entry yet. */
export async function getOnGrants(
  tx: Tx,
  { accountId, grantId, at }: { accountId: AccountId; grantId: GrantId | null; at: Date },
): Promise<{ total: bigint; unposted: UnpostedExpiry[] }> {
  const { rows } = await sql<UnpostedExpiry & { total: bigint; ended: boolean }>`
    select g.id as "grantId", g.category, b.balance as credits, g.expires_at as at,
      coalesce(g.expires_at <= ${at}, false) as ended
    from grants g
    join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
    where g.account_id = ${accountId} and g.closed_at is null and b.balance > 0
      ${grantId ? sql`and g.id = ${grantId}` : sql``}
    order by g.expires_at desc, g.id desc`.execute(tx);
  return {
    total: rows.reduce((sum, row) => sum + row.credits, 0n),
    unposted: rows.filter((row) => row.ended),
  };
}
