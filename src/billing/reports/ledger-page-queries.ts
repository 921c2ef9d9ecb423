import { type RawBuilder, sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId, GrantId, HoldId, InvoiceId, InvoiceLineId } from "@/lib/ids";
import type { GrantCategory } from "../ledger/accounts";

/** Versions after `from` up to `to`. */
export type Stretch = { from: bigint; to: bigint };

export type LedgerFilter = {
  kind: string | null;
  /** Entries of this grant alone; their figures are then the grant's. */
  grantId: GrantId | null;
  /** Half-open, of the time an entry tells. */
  from: Date | null;
  to: Date | null;
};

export type LedgerRow = {
  version: bigint;
  kind: string;
  at: Date;
  reason: string;
  change: bigint;
  overage: bigint;
  /** What went from one grant to its successor, which changes no balance. */
  carried: bigint;
  /** The `issued.*` ledger account credits came from, where they came from one. */
  source: string | null;
  grantIds: GrantId[];
  invoiceLineId: InvoiceLineId | null;
  holdId: HoldId | null;
  /** What of ours holds them, gives them back or takes them. */
  keeper: "refund" | "dispute" | null;
};

/** Credits a ledger transaction `x` moved on grants, or on one of them, and what it used beyond them. */
export function creditFigures(grantId: GrantId | null = null): RawBuilder<unknown> {
  const on = (side: "f" | "l") =>
    grantId
      ? sql`${sql.ref(`${side}.id`)} = ${grantId}`
      : sql`${sql.ref(`${side}.kind`)} = 'grant'`;
  return sql`
    select
      (coalesce(sum(t.amount) filter (where ${on("l")}), 0)
        - coalesce(sum(t.amount) filter (where ${on("f")}), 0))::bigint as change,
      coalesce(sum(t.amount) filter (where l.kind = 'consumed'
        and (f.kind = 'overage' or (f.kind = 'held' and t.grant_id is null))), 0)::bigint as overage,
      coalesce(sum(t.amount) filter (where l.kind = 'issued.rollover'), 0)::bigint as carried,
      bool_or(${on("f")} or ${on("l")}) as touched,
      min(f.kind) filter (where f.kind like 'issued.%') as source,
      array_remove(array_agg(distinct f.id) filter (where f.kind = 'grant')
        || array_agg(distinct l.id) filter (where l.kind = 'grant'), null) as grant_ids,
      (array_agg(t.invoice_line_id) filter (where t.invoice_line_id is not null))[1] as invoice_line_id,
      (array_agg(t.hold_id) filter (where t.hold_id is not null))[1] as hold_id,
      (array_agg(t.refund_id) filter (where t.refund_id is not null))[1] as refund_id,
      (array_agg(t.dispute_id) filter (where t.dispute_id is not null))[1] as dispute_id
    from transfers t
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts l on l.account_id = t.account_id and l.id = t.to_id
    where t.account_id = x.account_id and t.account_version = x.account_version
      and t.asset = 'credit'`;
}

/**
 * Entries within stretches, newest first or oldest first: ledger transactions that moved credits on grants
 * or used any beyond them.
 */
export async function listLedgerRows(
  tx: Tx,
  {
    accountId,
    stretches,
    filter,
    newestFirst,
    limit,
  }: {
    accountId: AccountId;
    stretches: readonly Stretch[];
    filter: LedgerFilter;
    newestFirst: boolean;
    limit: number;
  },
): Promise<LedgerRow[]> {
  const order = newestFirst ? sql`desc` : sql`asc`;
  const counts = filter.grantId ? sql`m.touched` : sql`(m.touched or m.overage > 0)`;
  const { rows } = await sql<LedgerRow>`
    select x.account_version as "version", x.kind, x.occurred_at as "at", x.reason, m.change, m.overage,
      m.carried, m.source, coalesce(m.grant_ids, '{}') as "grantIds",
      case when m.invoice_line_id is not null or coalesce(m.refund_id, m.dispute_id) is null then m.invoice_line_id
        else (select r.invoice_line_id from line_returns r where r.account_id = x.account_id
          and (r.refund_id = m.refund_id or r.dispute_id = m.dispute_id) order by r.id limit 1) end as "invoiceLineId",
      m.hold_id as "holdId",
      case when m.refund_id is not null then 'refund' when m.dispute_id is not null then 'dispute' end as "keeper"
    from ${transactionsIn(accountId, stretches, filter)} x
    cross join lateral (${creditFigures(filter.grantId)}) m
    where ${counts}
    order by x.account_version ${order}
    limit ${limit}`.execute(tx);
  return rows;
}

/**
 * One stretch is walked from its end until the page is full. Of several each is looked up by itself:
 * left to sort them, Postgres walks through all that lies between.
 */
function transactionsIn(
  accountId: AccountId,
  stretches: readonly Stretch[],
  { kind, grantId, from, to }: LedgerFilter,
): RawBuilder<unknown> {
  const among = (after: RawBuilder<unknown>, upto: RawBuilder<unknown>) => sql`
    select * from ledger_transactions x where x.account_id = ${accountId}
      and x.account_version > ${after} and x.account_version <= ${upto}
      ${kind ? sql`and x.kind = ${kind}` : sql``}
      ${from ? sql`and x.occurred_at >= ${from}` : sql``}
      ${to ? sql`and x.occurred_at < ${to}` : sql``}
      ${grantId ? sql`and x.account_version in (${movesOf(grantId, after, upto)})` : sql``}`;
  const movesOf = (grant: GrantId, after: RawBuilder<unknown>, upto: RawBuilder<unknown>) => sql`
    select g.account_version from transfers g where g.account_id = ${accountId}
      and g.account_version > ${after} and g.account_version <= ${upto}
      and (g.from_id = ${grant} or g.to_id = ${grant})`;
  const [first, second] = stretches;
  if (first && !second) return sql`(${among(sql`${first.from}`, sql`${first.to}`)})`;
  return sql`(select x.* from unnest(${plainArray(stretches.map((one) => one.from))}::bigint[],
      ${plainArray(stretches.map((one) => one.to))}::bigint[]) s (after, upto)
    cross join lateral (${among(sql`s.after`, sql`s.upto`)} offset 0) x)`;
}

/**
 * How far the ledger reaches, and how far checkpoints cover it without a gap: 0 where one is missing, since
 * then none of them can be relied on.
 */
export async function getReach(
  tx: Tx,
  accountId: AccountId,
): Promise<{ head: bigint; covered: bigint }> {
  const { rows } = await sql<{ head: bigint; last: bigint; summed: bigint }>`
    select b.version as head, coalesce(c.last, 0) as last, coalesce(c.summed, 0)::bigint as summed
    from account_books b
    cross join lateral (
      select max(k.account_version) as last, sum(k.account_version - k.from_version) as summed
      from ledger_checkpoints k where k.account_id = b.account_id) c
    where b.account_id = ${accountId}`.execute(tx);
  const [row] = rows;
  assert(row, "every account has books");
  return { head: row.head, covered: row.last === row.summed ? row.last : 0n };
}

/** The stretches that may hold what is asked for, oldest first; the others need not be looked at. */
export async function listStretches(
  tx: Tx,
  {
    accountId,
    within,
    filter,
  }: {
    accountId: AccountId;
    within: Stretch;
    filter: LedgerFilter;
  },
): Promise<Stretch[]> {
  const { kind, grantId, from, to } = filter;
  const { rows } = await sql<Stretch>`
    select greatest(c.from_version, ${within.from}) as "from", least(c.account_version, ${within.to}) as "to"
    from ledger_checkpoints c
    where c.account_id = ${accountId}
      and c.account_version > ${within.from} and c.from_version < ${within.to}
      ${kind ? sql`and ${kind} = any(c.kinds)` : sql``}
      ${grantId ? sql`and ${grantId} = any(c.grants)` : sql``}
      ${from ? sql`and c.last_at >= ${from}` : sql``}
      ${to ? sql`and c.first_at < ${to}` : sql``}
    order by c.account_version`.execute(tx);
  return rows;
}

export type EntryGrant = { id: GrantId; category: GrantCategory };
export type EntryInvoice = { lineId: InvoiceLineId; id: InvoiceId; number: string | null };

/** The grants and invoice lines that entries name. */
export async function listNamed(
  tx: Tx,
  {
    accountId,
    grantIds,
    lineIds,
  }: { accountId: AccountId; grantIds: GrantId[]; lineIds: InvoiceLineId[] },
): Promise<{ grants: EntryGrant[]; invoices: EntryInvoice[] }> {
  const grants = await sql<EntryGrant>`
    select id, category from grants
    where account_id = ${accountId} and id = any(${plainArray(grantIds)}::uuid[])`.execute(tx);
  const invoices = await sql<EntryInvoice>`
    select l.id as "lineId", i.id, i.number from invoice_lines l
    join invoices i on i.account_id = l.account_id and i.id = l.invoice_id
    where l.account_id = ${accountId} and l.id = any(${plainArray(lineIds)}::uuid[])`.execute(tx);
  return { grants: grants.rows, invoices: invoices.rows };
}
