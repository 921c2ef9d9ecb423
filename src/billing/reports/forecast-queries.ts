import { sql } from "kysely";
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

type DayChange = { day: string; change: bigint };
type After = { accountId: AccountId; after: Date; zone: string };

/**
 * What each local day added to grants and took from them after an instant, by the ledger: use and all
 * else, so that days may come twice.
 */
export async function listDailyChanges(db: Db, span: After): Promise<DayChange[]> {
  const others = await listOtherChanges(db, span);
  const hasCaptures = others.some(({ captures }) => captures > 0n);
  const used = hasCaptures ? await listUsedByEvent(db, span) : await listUsedByDay(db, span);
  return [...others, ...used];
}

/**
 * All but plain use, from the index that has no use in it. A grant booked before the instant bounds it:
 * what is booked later has a higher version, because nothing is posted on an account before what was due
 * (BOOKS B5).
 */
async function listOtherChanges(db: Db, { accountId, after, zone }: After) {
  const { rows } = await sql<DayChange & { captures: bigint }>`
    with bound as materialized (
      select coalesce((select account_version from ledger_transactions
        where account_id = ${accountId} and kind = 'grant' and booked_at < ${after}
        order by account_version desc limit 1), 0) as version)
    select (x.booked_at at time zone ${zone})::date::text as day,
      (coalesce(sum(t.amount) filter (where l.kind = 'grant'), 0)
        - coalesce(sum(t.amount) filter (where f.kind = 'grant'), 0))::bigint as change,
      count(*) filter (where x.kind = 'capture') as captures
    from ledger_transactions x
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts l on l.account_id = t.account_id and l.id = t.to_id
    where x.account_id = ${accountId} and x.account_version > (select version from bound)
      and x.kind <> 'consume' and x.booked_at > ${after} and t.asset = 'credit'
    group by 1`.execute(db);
  return rows;
}

/** What use took from grants: whole days from the roll-up, the first from its events. */
async function listUsedByDay(db: Db, { accountId, after, zone }: After): Promise<DayChange[]> {
  const { rows } = await sql<DayChange>`
    with first as (select (${after}::timestamptz at time zone ${zone})::date as day)
    select d.day::text as day, sum(d.overage - d.credits)::bigint as change
    from usage_by_day d, first
    where d.account_id = ${accountId} and d.day > first.day
    group by 1
    union all
    select first.day::text, sum(c.overage - c.credits)::bigint
    from consumptions c, first
    where c.account_id = ${accountId} and c.occurred_at > ${after}
      and c.occurred_at < (first.day + 1)::timestamp at time zone ${zone}
    group by 1`.execute(db);
  return rows;
}

/** The same event by event, for who uses holds: a capture spends what its hold had taken already. */
async function listUsedByEvent(db: Db, { accountId, after, zone }: After): Promise<DayChange[]> {
  const { rows } = await sql<DayChange>`
    select (occurred_at at time zone ${zone})::date::text as day,
      sum(overage - credits)::bigint as change
    from consumptions
    where account_id = ${accountId} and occurred_at > ${after} and hold_id is null
    group by 1`.execute(db);
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
    .selectFrom("packs")
    .select(["code", "name", "credits", "valid_months as validMonths"])
    .where("retired", "=", false)
    .where("currency", "=", currency)
    .orderBy("position")
    .orderBy("code")
    .execute();
}
