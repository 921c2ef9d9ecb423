import { type RawBuilder, sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type { AccountId, GrantId, InvoiceId, InvoiceLineId, PlanPeriodId } from "@/lib/ids";
import type { GrantCategory } from "../ledger/accounts";
import type { Stretch } from "./ledger-page-queries";

/** A grant as the books have it; what left it by use follows from the rest. */
export type GrantRecord = {
  id: GrantId;
  category: GrantCategory;
  priority: number;
  granted: bigint;
  /** In the ledger: of a grant whose time is over, what no entry has taken off yet. */
  balance: bigint;
  held: bigint;
  effectiveAt: Date;
  expiresAt: Date | null;
  paidMinor: bigint;
  planPeriodId: PlanPeriodId | null;
  reason: string;
  issuedAt: Date;
  invoiceLineId: InvoiceLineId | null;
  invoiceId: InvoiceId | null;
  invoiceNumber: string | null;
};

/** Grants with anything on them or on hold, in no order. */
export async function listOpenGrantRecords(tx: Tx, accountId: AccountId): Promise<GrantRecord[]> {
  return await listRecords(tx, accountId, sql`g.closed_at is null order by g.id`);
}

/** Grants with nothing usable on them and nothing on hold, last given first. */
export async function listFinishedGrantRecords(
  tx: Tx,
  {
    accountId,
    at,
    before,
    limit,
  }: { accountId: AccountId; at: Date; before: GrantId | null; limit: number },
): Promise<GrantRecord[]> {
  const place = before
    ? sql`and (g.issued_at, g.id) < (
        select p.issued_at, p.id from grants p where p.account_id = ${accountId} and p.id = ${before})`
    : sql``;
  return await listRecords(
    tx,
    accountId,
    sql`(b.balance = 0 or g.expires_at <= ${at}) and coalesce(h.credits, 0) = 0 ${place}
      order by g.issued_at desc, g.id desc limit ${limit}`,
  );
}

export async function findGrantRecord(
  tx: Tx,
  accountId: AccountId,
  grantId: GrantId,
): Promise<GrantRecord | undefined> {
  const [row] = await listRecords(tx, accountId, sql`g.id = ${grantId}`);
  return row;
}

export async function listGrantRecordsById(
  tx: Tx,
  accountId: AccountId,
  grantIds: readonly GrantId[],
): Promise<GrantRecord[]> {
  return await listRecords(tx, accountId, sql`g.id = any(${plainArray(grantIds)}::uuid[])`);
}

async function listRecords(
  tx: Tx,
  accountId: AccountId,
  which: RawBuilder<unknown>,
): Promise<GrantRecord[]> {
  const { rows } = await sql<GrantRecord>`
    with on_hold as materialized (
      select p.grant_id, sum(p.credits)::bigint as credits
      from holds o join hold_grants p on p.account_id = o.account_id and p.hold_id = o.id
      where o.account_id = ${accountId} and o.status = 'open' and p.grant_id is not null group by 1)
    select g.id, g.category, g.priority, g.amount as granted, b.balance, coalesce(h.credits, 0) as held,
      g.effective_at as "effectiveAt", g.expires_at as "expiresAt", g.paid_minor as "paidMinor",
      g.plan_period_id as "planPeriodId", g.reason, g.issued_at as "issuedAt",
      g.invoice_line_id as "invoiceLineId", i.id as "invoiceId", i.number as "invoiceNumber"
    from grants g
    join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
    left join on_hold h on h.grant_id = g.id
    left join invoice_lines l on l.account_id = g.account_id and l.id = g.invoice_line_id
    left join invoices i on i.account_id = l.account_id and i.id = l.invoice_id
    where g.account_id = ${accountId} and ${which}`.execute(tx);
  return rows;
}

export type GrantEnds = {
  grantId: GrantId;
  expired: bigint;
  revoked: bigint;
  rolledOut: bigint;
  debtRepaid: bigint;
  /** Of what went on a hold of ours and never came back: taken back with a refund or a dispute, or given to a child. */
  keptRevoked: bigint;
  keptRolledOut: bigint;
};

/** What left grants otherwise than by use; what came back of it is taken off. */
export async function listGrantEnds(
  tx: Tx,
  accountId: AccountId,
  grantIds: readonly GrantId[],
): Promise<GrantEnds[]> {
  const { rows } = await sql<GrantEnds>`
    with moved as (
      select case f.kind when 'grant' then f.id else l.id end as id,
        case f.kind when 'grant' then t.amount else -t.amount end as amount,
        case f.kind when 'grant' then l.kind else f.kind end as other
      from ledger_transactions x
      join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
      join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
      join ledger_accounts l on l.account_id = t.account_id and l.id = t.to_id
      where x.account_id = ${accountId} and x.kind not in ('consume', 'hold', 'capture', 'release')
        and x.kind in ('expire', 'revoke', 'rollover', 'debt', 'reverse') and t.asset = 'credit'
        and (t.from_id = any(${plainArray(grantIds)}::uuid[]) or t.to_id = any(${plainArray(grantIds)}::uuid[]))
      union all ${keptTransfers(accountId, grantIds)})
    select id as "grantId",
      coalesce(sum(amount) filter (where other = 'expired'), 0)::bigint as expired,
      coalesce(sum(amount) filter (where other = 'revoked'
        or (other like 'issued.%' and other <> 'issued.rollover' and amount > 0)), 0)::bigint as revoked,
      coalesce(sum(amount) filter (where other = 'issued.rollover' and amount > 0), 0)::bigint as "rolledOut",
      coalesce(sum(amount) filter (where other = 'debt'), 0)::bigint as "debtRepaid",
      coalesce(sum(amount) filter (where other = 'kept revoked'), 0)::bigint as "keptRevoked",
      coalesce(sum(amount) filter (where other = 'kept issued.rollover'), 0)::bigint as "keptRolledOut"
    from moved where id = any(${plainArray(grantIds)}::uuid[]) group by 1`.execute(tx);
  return rows;
}

/**
 * `held → revoked` and `held → issued.rollover`: they name the grant they were held from. A release is looked
 * through only where a grant has a child.
 */
function keptTransfers(accountId: AccountId, grantIds: readonly GrantId[]) {
  const ids = sql`${plainArray(grantIds)}::uuid[]`;
  const kept = sql`select t.grant_id, t.amount, 'kept ' || l.kind
    from ledger_transactions x
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id and f.kind = 'held'
    join ledger_accounts l on l.account_id = t.account_id and l.id = t.to_id
      and l.kind in ('revoked', 'issued.rollover')
    where x.account_id = ${accountId} and t.grant_id = any(${ids})`;
  return sql`${kept} and x.kind not in ('consume', 'hold', 'capture', 'release') and x.kind = 'revoke'
    union all ${kept} and x.kind = 'release'
      and exists (select from grants c where c.account_id = ${accountId} and c.parent_grant_id = any(${ids}))`;
}

/** Whether the account has a grant of this id. */
export async function findGrant(tx: Tx, accountId: AccountId, grantId: GrantId) {
  return await tx
    .selectFrom("grants")
    .select("id")
    .where("account_id", "=", accountId)
    .where("id", "=", grantId)
    .executeTakeFirst();
}

export type GrantMoves = { other: string; given: boolean; amount: bigint };

/** Every transfer to and from a grant, summed by the other side; each stretch is looked up by itself. */
export async function listGrantMoves(
  tx: Tx,
  {
    accountId,
    grantId,
    stretches,
  }: { accountId: AccountId; grantId: GrantId; stretches: readonly Stretch[] },
): Promise<GrantMoves[]> {
  const { rows } = await sql<GrantMoves>`
    select o.kind as other, m.given, sum(m.amount)::bigint as amount
    from (
      select t.to_id = ${grantId} as given, sum(t.amount) as amount,
        case t.to_id when ${grantId} then t.from_id else t.to_id end as other_id
      from unnest(${plainArray(stretches.map(({ from }) => from))}::bigint[],
        ${plainArray(stretches.map(({ to }) => to))}::bigint[]) s (after, upto)
      cross join lateral (
        select * from transfers t where t.account_id = ${accountId}
          and t.account_version > s.after and t.account_version <= s.upto
          and t.asset = 'credit' and (t.from_id = ${grantId} or t.to_id = ${grantId})
        offset 0) t
      group by 1, 3) m
    join ledger_accounts o on o.account_id = ${accountId} and o.id = m.other_id
    group by 1, 2`.execute(tx);
  return rows;
}
