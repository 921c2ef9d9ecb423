import { sql } from "kysely";
import type { Db } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId, PlanPeriodId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import type { GrantCategory } from "../ledger/accounts";
import { priceModelOf } from "../plans/price-columns";
import type { CreditEntryRow } from "./credit-entries";
import { creditFigures } from "./ledger-page-queries";

/** Figures for reading only. They run as a role that cannot write, and see one account. */

export async function getNow(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select app_now() as now`.execute(db);
  const [row] = rows;
  assert(row, "app_now() always answers");
  return row.now;
}

export async function getAccountHead(db: Db, accountId: AccountId) {
  const { rows } = await sql<{
    name: string;
    timezone: string;
    currency: string;
    isNew: boolean;
  }>`
    select a.name, a.timezone, a.currency,
      not exists (select from grants g where g.account_id = a.id)
        and not exists (select from subscriptions s where s.account_id = a.id) as "isNew"
    from accounts a where a.id = ${accountId}`.execute(db);
  const [row] = rows;
  assert(row, "a session belongs to an account");
  return row;
}

export type CreditSource = {
  category: GrantCategory;
  remaining: bigint;
  nextExpiry: { at: Date; credits: bigint } | null;
};

/** What is usable at `at`, by category, with what of it expires next. */
export async function listCreditSources(
  db: Db,
  { accountId, at }: { accountId: AccountId; at: Date },
): Promise<CreditSource[]> {
  const { rows } = await sql<{
    category: GrantCategory;
    remaining: bigint;
    expiresAt: Date | null;
    expiring: bigint | null;
  }>`
    with usable as (
      select g.category, g.expires_at, b.balance,
        min(g.expires_at) over (partition by g.category) as first_expiry
      from grants g
      join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
      where g.account_id = ${accountId} and g.closed_at is null and b.balance > 0
        and g.effective_at <= ${at} and (g.expires_at is null or g.expires_at > ${at}))
    select category, sum(balance)::bigint as "remaining", first_expiry as "expiresAt",
      (sum(balance) filter (where expires_at = first_expiry))::bigint as "expiring"
    from usable
    group by category, first_expiry
    order by first_expiry nulls last, category`.execute(db);
  return rows.map(({ category, remaining, expiresAt, expiring }) => ({
    category,
    remaining,
    nextExpiry: expiresAt && { at: expiresAt, credits: expiring ?? 0n },
  }));
}

/** Credits on hold and credits owed, as the ledger has them. */
export async function getHeldAndDebt(db: Db, accountId: AccountId) {
  const { rows } = await sql<{ kind: string; balance: bigint }>`
    select l.kind, abs(b.balance) as balance
    from ledger_accounts l
    join balances b on b.account_id = l.account_id and b.ledger_account_id = l.id
    where l.account_id = ${accountId} and l.asset = 'credit' and l.kind in ('held', 'debt')
    `.execute(db);
  const of = (kind: string) => rows.find((row) => row.kind === kind)?.balance ?? 0n;
  return { held: of("held"), debt: of("debt") };
}

/** What the running period gives: a trial may give less than the plan. */
const allowanceNow = sql<bigint>`
  coalesce(case when p.trial then v.trial_allowance end, v.allowance)`.as("allowance_now");

/** The open plan period, its current slice and what was sold; overage as used in that slice. */
export async function findCurrentPlan(db: Db, accountId: AccountId) {
  const row = await db
    .selectFrom("plan_periods as p")
    .innerJoin("plan_versions as v", "v.id", "p.plan_version_id")
    .innerJoin("plans as n", "n.code", "v.plan")
    .innerJoin("subscriptions as s", (join) =>
      join.onRef("s.account_id", "=", "p.account_id").onRef("s.id", "=", "p.subscription_id"),
    )
    .leftJoin("overage_usage as o", (join) =>
      join
        .onRef("o.account_id", "=", "p.account_id")
        .onRef("o.plan_period_id", "=", "p.id")
        .onRef("o.slice_index", "=", "p.slice_index"),
    )
    .select([
      "n.code",
      "n.name",
      "v.currency",
      "v.price_minor",
      "v.interval",
      "v.drip",
      "v.allowance",
    ])
    .select([allowanceNow, "v.overage_unit_price", "v.overage_model", "v.overage_cap"])
    .select(["p.id", "p.starts_at", "p.ends_at"])
    .select([
      "p.allowance_granted",
      "p.slice_index",
      "p.slice_starts_at",
      "p.slice_ends_at",
      "o.credits as overage",
    ])
    .select(["p.anchor_at", "p.trial", "p.plan_version_id"])
    .select(["s.timezone", "s.started_at", "s.stripe_subscription_id"])
    .where("p.account_id", "=", accountId)
    .where("p.state", "=", "open")
    .executeTakeFirst();
  if (!row) return undefined;
  const { overage, overage_unit_price, overage_model, ...rest } = row;
  const overageModel = priceModelOf({ overage_unit_price, overage_model });
  return { ...rest, overage: overage ?? 0n, overageModel };
}

/** What was decided for the end of the running period: another plan, or (null) none. */
export async function findPlanToCome(
  db: Db,
  accountId: AccountId,
): Promise<
  { at: Date; plan: { name: string; price: Money; allowance: bigint } | null } | undefined
> {
  const row = await db
    .selectFrom("scheduled_changes as c")
    .leftJoin("plan_versions as v", "v.id", "c.plan_version_id")
    .leftJoin("plans as n", "n.code", "v.plan")
    .where("c.account_id", "=", accountId)
    .where("c.status", "=", "waiting")
    .where("c.waits_for", "=", "period_end")
    .select(["c.effective_at", "n.name", "v.price_minor", "v.currency", "v.allowance"])
    .executeTakeFirst();
  if (!row) return undefined;
  const { effective_at: at, name, price_minor: minor, currency, allowance } = row;
  const known = name !== null && minor !== null && currency !== null && allowance !== null;
  return { at, plan: known ? { name, price: { minor, currency }, allowance } : null };
}

/** What is left of an allowance, and what of it is on hold. */
export async function getAllowanceLeft(
  db: Db,
  slice: { accountId: AccountId; planPeriodId: PlanPeriodId; sliceIndex: number },
): Promise<{ granted: bigint; left: bigint; held: bigint }> {
  const { accountId, planPeriodId, sliceIndex } = slice;
  const { rows } = await sql<{ granted: bigint; left: bigint; held: bigint }>`
    select coalesce(sum(g.amount), 0)::bigint as granted, coalesce(sum(b.balance), 0)::bigint as left,
      coalesce(sum((select sum(p.credits) from hold_grants p
        join holds h on h.account_id = p.account_id and h.id = p.hold_id
        where p.account_id = g.account_id and p.grant_id = g.id and h.status = 'open')), 0)::bigint as held
    from grants g
    join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
    where g.account_id = ${accountId} and g.plan_period_id = ${planPeriodId}
      and g.slice_index = ${sliceIndex} and g.category = 'allowance'`.execute(db);
  return rows[0] ?? { granted: 0n, left: 0n, held: 0n };
}

export type CurrentPlan = NonNullable<Awaited<ReturnType<typeof findCurrentPlan>>>;

/** The last slice of the plan period that ended where this one begins; of most plans, all of it. */
export async function findPeriodBefore(
  db: Db,
  { accountId, before }: { accountId: AccountId; before: Date },
): Promise<{ start: Date; end: Date } | undefined> {
  const row = await db
    .selectFrom("plan_periods")
    .select(["starts_at", "ends_at", "slice_starts_at"])
    .where("account_id", "=", accountId)
    .where("state", "=", "closed")
    .where("ends_at", "=", before)
    // A period left in its first second has no length to compare with.
    .whereRef("starts_at", "<", "ends_at")
    .orderBy("starts_at", "desc")
    .executeTakeFirst();
  return row && { start: row.slice_starts_at, end: row.ends_at };
}

/**
 * Credits used in `[from, to)`: whole days from the roll-up, the days it begins and ends in from the
 * events themselves, so that a month of a busy account costs no more than two days of it.
 */
export async function getUsedBetween(
  db: Db,
  span: { accountId: AccountId; from: Date; to: Date; firstDayEnds: Date; lastDayStarts: Date },
): Promise<bigint> {
  const { accountId, from, to, firstDayEnds, lastDayStarts } = span;
  const { rows } = await sql<{ credits: bigint }>`
    select (
      coalesce((select sum(d.credits) from usage_by_day d
        where d.account_id = a.id
          and d.day >= (${firstDayEnds}::timestamptz at time zone a.timezone)::date
          and d.day < (${lastDayStarts}::timestamptz at time zone a.timezone)::date), 0)
      + coalesce((select sum(c.credits) from consumptions c
        where c.account_id = a.id
          and c.occurred_at >= ${from} and c.occurred_at < least(${firstDayEnds}::timestamptz, ${to})), 0)
      + coalesce((select sum(c.credits) from consumptions c
        where c.account_id = a.id and ${lastDayStarts}::timestamptz >= ${firstDayEnds}::timestamptz
          and c.occurred_at >= ${lastDayStarts} and c.occurred_at < ${to}), 0)
      )::bigint as credits
    from accounts a where a.id = ${accountId}`.execute(db);
  return rows[0]?.credits ?? 0n;
}

/** The last ledger transactions that moved usable credits, newest first. */
export async function listCreditEntries(
  db: Db,
  { accountId, limit }: { accountId: AccountId; limit: number },
): Promise<CreditEntryRow[]> {
  const { rows } = await sql<CreditEntryRow>`
    select x.account_version as "version", x.kind, x.occurred_at as "at",
      m.change, m.overage, m.source
    from ledger_transactions x
    cross join lateral (${creditFigures()}) m
    where x.account_id = ${accountId} and (m.change <> 0 or m.overage > 0)
    order by x.account_version desc
    limit ${limit}`.execute(db);
  return rows;
}

/** What the ledger still holds on grants, and how much of it has expired by `at` and is not posted yet. */
export async function getGrantTotals(
  db: Db,
  { accountId, at }: { accountId: AccountId; at: Date },
): Promise<{ total: bigint; expired: bigint; expiredAt: Date | null }> {
  const { rows } = await sql<{ total: bigint; expired: bigint; expiredAt: Date | null }>`
    select coalesce(sum(b.balance), 0)::bigint as "total",
      coalesce(sum(b.balance) filter (where g.expires_at <= ${at}), 0)::bigint as "expired",
      max(g.expires_at) filter (where g.expires_at <= ${at} and b.balance > 0) as "expiredAt"
    from grants g
    join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
    where g.account_id = ${accountId} and g.closed_at is null`.execute(db);
  return rows[0] ?? { total: 0n, expired: 0n, expiredAt: null };
}
