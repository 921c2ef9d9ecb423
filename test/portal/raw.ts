import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { AccountId } from "@/lib/ids";

/** One `from → to` of the ledger with what its ends are called. */
export type Move = {
  version: bigint;
  kind: string;
  at: Date;
  bookedAt: Date;
  from: string;
  fromKind: string;
  to: string;
  toKind: string;
  asset: string;
  amount: bigint;
  period: string | null;
  line: string | null;
};

export type Raw = Awaited<ReturnType<typeof readRaw>>;

/**
 * Everything the books say of an account, row by row, as nobody's report reads it: no sums, no stored
 * balances, no roll-up. What a page shows is worked out from this once more, in the plainest way.
 */
export async function readRaw(db: Db, account: AccountId) {
  const of = <Row>(query: ReturnType<typeof sql>) =>
    query.execute(db).then(({ rows }) => rows as Row[]);
  const [head] = await of<{ now: Date; zone: string; currency: string; name: string }>(sql`
    select app_now() as now, timezone as zone, currency, name from accounts where id = ${account}`);
  if (!head) throw new Error("The account has a row");
  return {
    ...head,
    moves: await of<Move>(sql`
      select t.account_version as version, x.kind, x.occurred_at as at,
        x.booked_at as "bookedAt", t.from_id as "from",
        f.kind as "fromKind", t.to_id as "to", d.kind as "toKind", t.asset, t.amount,
        t.plan_period_id as period, t.invoice_line_id as line
      from transfers t
      join ledger_transactions x on x.account_id = t.account_id and x.account_version = t.account_version
      join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
      join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
      where t.account_id = ${account} order by t.account_version, t.position`),
    transactions: await of<RawTransaction>(sql`
      select account_version as version, kind, occurred_at as at, actor, reason
      from ledger_transactions where account_id = ${account} order by account_version`),
    uses: await of<RawUse>(sql`
      select id, idempotency_key as key, feature, quantity, credits, burned_grants as "burnedGrants",
        burned_credits as "burnedCredits", overage, occurred_at as at, plan_period_id as period,
        original_period_id as "originalPeriod", account_version as version,
        recorded_at as "recordedAt", hold_id as hold
      from consumptions where account_id = ${account} order by occurred_at, idempotency_key`),
    grants: await of<RawGrant>(sql`
      select id, category, priority, amount, effective_at as "effectiveAt", expires_at as "expiresAt",
        issued_at as "issuedAt", plan_period_id as period, slice_index as "sliceIndex",
        invoice_line_id as line, reason, paid_minor as paid
      from grants where account_id = ${account} order by issued_at, id`),
    periods: await of<RawPeriod>(sql`
      select p.id, p.starts_at as start, p.ends_at as "end", p.state, p.closed_by as "closedBy", p.slice_index as "sliceIndex",
        p.slice_starts_at as "sliceStart", p.slice_ends_at as "sliceEnd",
        p.allowance_granted as "allowanceGranted", n.name, v.currency, v.price_minor as price,
        v.interval, v.drip, v.allowance, p.trial, v.trial_allowance as "trialAllowance", v.overage_unit_price as "overagePrice"
      from plan_periods p join plan_versions v on v.id = p.plan_version_id
      join plans n on n.code = v.plan
      where p.account_id = ${account} order by p.starts_at, p.id`),
    invoices: await of<RawInvoice>(sql`
      select id, status, number, currency, created_at as "createdAt", issue_at as "issueAt",
        issued_at as "issuedAt", due_at as "dueAt", closed_at as "closedAt"
      from invoices where account_id = ${account} order by created_at desc, id desc`),
    onHold: await of<{ grant: string | null; credits: bigint }>(sql`
      select g.grant_id as "grant", g.credits from hold_grants g
      join holds h on h.account_id = g.account_id and h.id = g.hold_id
      where g.account_id = ${account} and h.status = 'open'`),
    lines: await of<RawLine>(sql`
      select id, invoice_id as invoice, kind, plan_period_id as period, slice_index as "sliceIndex",
        quantity, unit_price as "unitPrice", period_start as start, period_end as "end", credits
      from invoice_lines where account_id = ${account} order by invoice_id, position`),
  };
}

export type RawTransaction = {
  version: bigint;
  kind: string;
  at: Date;
  actor: string;
  reason: string;
};
export type RawUse = {
  id: string;
  key: string;
  feature: string;
  quantity: bigint;
  credits: bigint;
  burnedGrants: string[];
  burnedCredits: bigint[];
  overage: bigint;
  at: Date;
  period: string | null;
  originalPeriod: string | null;
  version: bigint;
  recordedAt: Date;
  hold: string | null;
};
export type RawGrant = {
  id: string;
  category: string;
  priority: number;
  amount: bigint;
  effectiveAt: Date;
  expiresAt: Date | null;
  issuedAt: Date;
  period: string | null;
  sliceIndex: number | null;
  line: string | null;
  reason: string;
  paid: bigint;
};
export type RawPeriod = {
  id: string;
  start: Date;
  end: Date;
  state: string;
  closedBy: string | null;
  sliceIndex: number;
  sliceStart: Date;
  sliceEnd: Date;
  allowanceGranted: boolean;
  name: string;
  currency: string;
  price: bigint;
  interval: string;
  drip: string | null;
  allowance: bigint;
  trial: boolean;
  trialAllowance: bigint | null;
  overagePrice: string | null;
};
export type RawInvoice = {
  id: string;
  status: string;
  number: string | null;
  currency: string;
  createdAt: Date;
  issueAt: Date | null;
  issuedAt: Date | null;
  dueAt: Date | null;
  closedAt: Date | null;
};
export type RawLine = {
  id: string;
  invoice: string;
  kind: string;
  period: string | null;
  sliceIndex: number | null;
  quantity: bigint;
  unitPrice: string;
  start: Date;
  end: Date;
  credits: bigint;
};

export function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

/** What moved into a ledger account less what moved out of it, by its id or its kind. */
export function net(moves: readonly Move[], whose: { id?: string; kind?: string }): bigint {
  const isIn = ({ to, toKind }: Move) => (whose.id ? to === whose.id : toKind === whose.kind);
  const isOut = ({ from, fromKind }: Move) =>
    whose.id ? from === whose.id : fromKind === whose.kind;
  return (
    sum(moves.filter(isIn).map(({ amount }) => amount)) -
    sum(moves.filter(isOut).map(({ amount }) => amount))
  );
}

/** Half-up in whole minor units of a two-decimal currency, without any code of ours: the digits are counted. */
export function priceOf(quantity: bigint, unitPrice: string): bigint {
  const [whole = "0", fraction = ""] = unitPrice.split(".");
  const scale = 10n ** BigInt(fraction.length);
  const hundredfold = quantity * BigInt(whole + fraction) * 100n;
  return (2n * hundredfold + scale) / (2n * scale);
}

/** What there is of something, nothing or more, as far as it is asked for. */
export function within(there: bigint, asked: bigint): bigint {
  const smaller = there < asked ? there : asked;
  return smaller < 0n ? 0n : smaller;
}

/** A grant still to be used at an instant: begun, not expired. */
export function isUsable({ effectiveAt, expiresAt }: RawGrant, at: Date): boolean {
  return effectiveAt <= at && (expiresAt === null || expiresAt > at);
}

export function usedIn(raw: Raw, { start, end }: { start: Date; end: Date }): bigint {
  return sum(raw.uses.filter(({ at }) => start <= at && at < end).map(({ credits }) => credits));
}
