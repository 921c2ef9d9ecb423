import { sql } from "kysely";
import type { SuperJSONResult } from "superjson";
import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { prepared } from "@/db/prepared";
import type { AccountId, PlanPeriodId, PlanVersionId, SubscriptionId } from "@/lib/ids";
import { fromJson } from "@/lib/json";
import { addSeconds, minDate } from "@/lib/time";
import type { Decision } from "../decision";

export type LockedBooks = {
  account_id: AccountId;
  version: bigint;
  last_recorded_at: Date;
  head_hash: Buffer;
  due_at: Date | null;
  earns_at: Date | null;
  closed_through: Date | null;
  alert_watch: string | null;
  now: Date;
  catalog_version: bigint | null;
  /** Whether there is an endpoint to tell of what a commit does. */
  tells: boolean;
};

// The clock is read once all locks are held, which counting the locked rows waits for: a time handed out
// by a lock is never earlier than what the lock's last holder recorded.
export const lockBooks = prepared<LockedBooks>(
  "lock_books",
  `with locked as materialized (
    select account_id, version, last_recorded_at, head_hash, due_at, earns_at, closed_through, alert_watch
    from account_books where account_id = any($1::uuid[]) order by account_id for no key update),
  clock as materialized (select app_now() as now from (select count(*) from locked) as held)
  select locked.*, greatest(clock.now, last_recorded_at) as now,
    (select catalog_version from deployment) as catalog_version,
    (select exists (select from webhook_endpoints where removed_at is null)) as tells
  from locked, clock`,
);

/** The same without the lock, for figures that are only shown. */
export const readBooks = prepared<LockedBooks>(
  "read_books",
  `select account_id, version, last_recorded_at, head_hash, due_at, earns_at, closed_through, alert_watch,
    greatest((select app_now()), last_recorded_at) as now,
    (select catalog_version from deployment) as catalog_version, false as tells
  from account_books where account_id = any($1::uuid[])`,
);

export type AccountFacts = {
  account_id: AccountId;
  timezone: string;
  currency: string;
  payment_terms_days: number;
  debt: bigint | null;
  period_id: PlanPeriodId | null;
  subscription_id: SubscriptionId;
  plan_version_id: PlanVersionId;
  starts_at: Date;
  ends_at: Date;
  cycle_index: number;
  slice_index: number;
  slice_starts_at: Date;
  slice_ends_at: Date;
  allowance_granted: boolean;
  trial: boolean;
  cycle_overage: bigint;
  anchor_at: Date;
  subscription_timezone: string;
  stripe_subscription_id: string | null;
  stripe_outlook: string | null;
  overage_credits: bigint | null;
  held_credits: bigint;
  accrued_credits: bigint;
  accrued_minor: bigint;
  withheld: boolean;
};

/** What every operation needs of an account beside its grants: zone, open period, debt, its overage. */
export const readFacts = prepared<AccountFacts>(
  "read_facts",
  `select q.account_id, a.timezone, a.currency, a.payment_terms_days, d.balance as debt,
    p.id as period_id, p.subscription_id, p.plan_version_id, p.starts_at, p.ends_at, p.cycle_index, p.slice_index,
    p.slice_starts_at, p.slice_ends_at, p.allowance_granted, p.trial, p.cycle_overage, p.anchor_at, s.timezone as subscription_timezone, s.stripe_subscription_id, p.stripe_outlook,
    o.credits as overage_credits, o.held_credits, o.accrued_credits, o.accrued_minor,
    exists (select from holds h where h.account_id = q.account_id and h.for_quote and h.status = 'open')
      or exists (select from holds h where h.account_id = q.account_id and h.invoice_id is not null
        and h.status = 'open')
      or exists (select from holds h where h.account_id = q.account_id and h.refund_id is not null
        and h.status = 'open')
      or exists (select from holds h where h.account_id = q.account_id and h.dispute_id is not null
        and h.status = 'open') as withheld
  from unnest($1::uuid[], $2::uuid[]) as q (account_id, debt_id)
  join accounts a on a.id = q.account_id
  left join balances d on d.account_id = q.account_id and d.ledger_account_id = q.debt_id
  left join plan_periods p on p.account_id = q.account_id and p.state = 'open'
  left join subscriptions s on s.account_id = q.account_id and s.id = p.subscription_id
  left join overage_usage o on o.account_id = q.account_id and o.plan_period_id = p.id and o.slice_index = p.slice_index`,
);

/** Overage rows that are not billed, or that open holds still reach into. */
export async function listOpenOverage(tx: Tx, accountIds: readonly AccountId[]) {
  return await openOverage(tx, [plainArray(accountIds)]);
}

type OverageRow = {
  account_id: AccountId;
  plan_period_id: PlanPeriodId;
  slice_index: number;
  credits: bigint;
  held_credits: bigint;
  accrued_credits: bigint;
  accrued_minor: bigint;
  invoice_line_id: Decision["overage"][number]["invoiceLineId"];
  billed: boolean;
  subscription_id: SubscriptionId;
  plan_version_id: PlanVersionId;
  state: string;
  closed_by: string | null;
  starts_at: Date;
  ends_at: Date;
  current_slice: number;
  slice_starts_at: Date;
  slice_ends_at: Date;
  anchor_at: Date;
  timezone: string;
};

const openOverage = prepared<OverageRow>(
  "open_overage",
  `select o.account_id, o.plan_period_id, o.slice_index, o.credits, o.held_credits, o.accrued_credits, o.accrued_minor,
    o.invoice_line_id, o.billed, p.subscription_id, p.plan_version_id, p.state, p.closed_by, p.starts_at, p.ends_at,
    p.slice_index as current_slice, p.slice_starts_at, p.slice_ends_at, p.anchor_at, s.timezone
  from overage_usage o
  join plan_periods p on p.account_id = o.account_id and p.id = o.plan_period_id
  join subscriptions s on s.account_id = p.account_id and s.id = p.subscription_id
  where o.account_id = any($1::uuid[]) and (not o.billed or o.held_credits > 0)`,
);

/** Accounts to be brought up to an instant together. */
export type DueSet = { accountIds: AccountId[]; until: Date };

type DueQuestion = {
  until: Date;
  passed: readonly AccountId[];
  limit: number;
  withinSeconds: number;
};

/** The accounts due soonest, up to the last of them, which is no later than `withinSeconds` after the first. */
export async function listDueAccounts(tx: Tx, of: DueQuestion): Promise<DueSet> {
  const { until, rows } = await soonest(tx, "due_at", of);
  return { accountIds: rows.map(({ id }) => id), until: rows.at(-1)?.at ?? until };
}

/** The accounts whose days have waited longest to be recognized, up to `withinSeconds` after the first of them. */
export async function listEarningAccounts(tx: Tx, of: DueQuestion): Promise<DueSet> {
  const { until, rows } = await soonest(tx, "earns_at", of);
  return { accountIds: rows.map(({ id }) => id), until };
}

async function soonest(
  tx: Tx,
  column: "due_at" | "earns_at",
  { until, passed, limit, withinSeconds }: DueQuestion,
): Promise<{ until: Date; rows: { id: AccountId; at: Date }[] }> {
  const found = await tx
    .selectFrom("account_books")
    .where(column, "<=", until)
    .where("account_id", "!=", sql<AccountId>`all(${plainArray(passed)}::uuid[])`)
    .orderBy(column)
    .orderBy("account_id")
    .limit(limit)
    .select(["account_id", `${column} as at`])
    .execute();
  const all = found.flatMap(({ account_id, at }) => (at ? [{ id: account_id, at }] : []));
  const [first] = all;
  const last = first ? minDate(until, addSeconds(first.at, withinSeconds)) : until;
  return { until: last, rows: all.filter(({ at }) => at <= last) };
}

export async function findNextDue(tx: Tx, until: Date): Promise<Date | null> {
  const row = await tx
    .selectFrom("account_books")
    .where("due_at", "<=", until)
    .select((eb) => eb.fn.min("due_at").as("due_at"))
    .executeTakeFirst();
  return row?.due_at ?? null;
}

export type KeyUse = { requestHash: Buffer; answer: unknown };

/** What a key was first used for, if it was; a consumption's answer is read elsewhere. */
export async function findKeyUse(
  tx: Tx,
  accountId: AccountId,
  key: string,
): Promise<KeyUse | undefined> {
  const [row] = await keyUse(tx, [accountId, key]);
  if (!row) return undefined;
  return { requestHash: row.request_hash, answer: row.answer && fromJson(row.answer) };
}

// The range in the order of the primary key: see `consumptions_by_key`.
const keyUse = prepared<{ request_hash: Buffer; answer: SuperJSONResult | null }>(
  "key_use",
  `select request_hash, answer from idempotency_keys where account_id = $1 and key = $2
  union all
  (select request_hash, null from consumptions
  where account_id = $1 and idempotency_key between $2 and $2 order by idempotency_key limit 1)`,
);
