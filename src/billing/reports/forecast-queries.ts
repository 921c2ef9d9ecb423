import { sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Db } from "@/db/client";
import type { AccountId, GrantId } from "@/lib/ids";
import type { GrantCategory } from "../ledger/accounts";
import type { DayUse } from "./forecast-pace";

/** Credits left on a grant that pays now or will, with what ranks it among the others. */
export type LeftGrant = {
  id: GrantId;
  category: GrantCategory;
  priority: number;
  paidMinor: bigint;
  credits: bigint;
  effectiveAt: Date;
  expiresAt: Date | null;
};

export async function listLeftGrants(
  db: Db,
  { accountId, at }: { accountId: AccountId; at: Date },
): Promise<LeftGrant[]> {
  const { rows } = await sql<LeftGrant>`
    select g.id, g.category, g.priority, g.paid_minor as "paidMinor", b.balance as "credits",
      g.effective_at as "effectiveAt", g.expires_at as "expiresAt"
    from grants g
    join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
    where g.account_id = ${accountId} and g.closed_at is null and b.balance > 0
      and (g.expires_at is null or g.expires_at > ${at})`.execute(db);
  return rows;
}

/** Use by local day from a day on, and the first day there ever was any. Days without use have no row. */
export async function readDailyUse(
  db: Db,
  { accountId, from }: { accountId: AccountId; from: string },
): Promise<{ first: string | null; days: DayUse[] }> {
  const { rows } = await sql<{ day: string; credits: bigint }>`
    select day::text as day, sum(credits)::bigint as credits from usage_by_day
    where account_id = ${accountId} and day >= ${from}::date
    group by day order by day`.execute(db);
  const { rows: firsts } = await sql<{ first: string | null }>`
    select min(day)::text as first from usage_by_day where account_id = ${accountId}`.execute(db);
  return { first: firsts[0]?.first ?? null, days: rows };
}

/** Grants that could pay at some time after an instant, with what is left on them now. */
export async function listGrantsUsableAfter(
  db: Db,
  { accountId, after }: { accountId: AccountId; after: Date },
): Promise<{ id: GrantId; effectiveAt: Date; expiresAt: Date | null; left: bigint }[]> {
  return await db
    .selectFrom("grants as g")
    .innerJoin("balances as b", (join) =>
      join.onRef("b.account_id", "=", "g.account_id").onRef("b.ledger_account_id", "=", "g.id"),
    )
    .select([
      "g.id",
      "g.effective_at as effectiveAt",
      "g.expires_at as expiresAt",
      "b.balance as left",
    ])
    .where("g.account_id", "=", accountId)
    .where((eb) => eb.or([eb("g.expires_at", "is", null), eb("g.expires_at", ">", after)]))
    .execute();
}

/**
 * What each local day after an instant added to some grants and took from them, by the ledger; a day and
 * grant may come twice.
 *
 * A checkpoint whose stretch lies within one day counts as it is. Only stretches across midnight, and what
 * no checkpoint covers yet, are read transfer by transfer.
 */
export async function listDailyChanges(
  db: Db,
  of: { accountId: AccountId; grants: readonly GrantId[]; after: Date; zone: string },
): Promise<{ day: string; grantId: GrantId; change: bigint }[]> {
  const { accountId, after, zone } = of;
  const grants = sql`${plainArray(of.grants)}::uuid[]`;
  const { rows } = await sql<{ day: string; grantId: GrantId; change: bigint }>`
    with stretches as materialized (
      select from_version, account_version as to_version, grants, changes,
        (first_at at time zone ${zone})::date as day,
        first_at > ${after} and (first_at at time zone ${zone})::date
          = (last_at at time zone ${zone})::date as whole
      from ledger_checkpoints
      where account_id = ${accountId} and last_at > ${after} and grants && ${grants}),
    parts as materialized (
      select from_version, to_version from stretches where not whole
      union all
      select coalesce(max(account_version), 0), 9223372036854775807
      from ledger_checkpoints where account_id = ${accountId})
    select s.day::text as day, c.grant_id as "grantId", c.change
    from stretches s, unnest(s.grants, s.changes) as c (grant_id, change)
    where s.whole and c.grant_id = any(${grants})
    union all
    select (x.occurred_at at time zone ${zone})::date::text, g.id,
      sum(case when t.to_id = g.id then t.amount else -t.amount end)::bigint
    from parts p
    join ledger_transactions x on x.account_id = ${accountId}
      and x.account_version > p.from_version and x.account_version <= p.to_version
      and x.occurred_at > ${after}
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
      and t.asset = 'credit'
    join unnest(${grants}) as g (id) on g.id in (t.from_id, t.to_id)
    group by 1, 2`.execute(db);
  return rows;
}

export type GivenGrant = {
  category: GrantCategory;
  amount: bigint;
  issuedAt: Date;
  effectiveAt: Date;
};

/** Grants that began to pay, or will, since an instant. */
export async function listGrantsSince(
  db: Db,
  { accountId, since }: { accountId: AccountId; since: Date },
): Promise<GivenGrant[]> {
  const { rows } = await sql<GivenGrant>`
    select category, amount, issued_at as "issuedAt", effective_at as "effectiveAt"
    from grants where account_id = ${accountId} and effective_at >= ${since}
    order by effective_at`.execute(db);
  return rows;
}

/** What expired after an instant, as it was posted. */
export async function listExpired(
  db: Db,
  { accountId, after }: { accountId: AccountId; after: Date },
): Promise<{ at: Date; category: GrantCategory; credits: bigint }[]> {
  const { rows } = await sql<{ at: Date; category: GrantCategory; credits: bigint }>`
    select x.booked_at as at, g.category, sum(t.amount)::bigint as credits
    from ledger_transactions x
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
    join grants g on g.account_id = t.account_id and g.id = t.from_id
    where x.account_id = ${accountId} and x.kind = 'expire' and x.booked_at > ${after}
    group by 1, 2 order by 1`.execute(db);
  return rows;
}

export type PackOffer = { code: string; name: string; credits: bigint; validMonths: number };

/** Packs on sale in a currency, in the catalogue's order. */
export async function listPacksOnSale(db: Db, currency: string): Promise<PackOffer[]> {
  return await db
    .selectFrom("packs as k")
    .innerJoin("pack_prices as p", "p.pack", "k.code")
    .select(["k.code", "k.name", "k.credits", "k.valid_months as validMonths"])
    .where("k.retired", "=", false)
    .where("p.currency", "=", currency)
    .orderBy("k.position")
    .orderBy("k.code")
    .execute();
}
