import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";

/** What a transfer is about, each with an id of its own. */
export type TransferReferences = {
  position: number;
  invoiceId: string | null;
  number: string | null;
  lineId: string | null;
  grantId: string | null;
  holdId: string | null;
  planPeriodId: string | null;
  refundId: string | null;
  refundInvoiceId: string | null;
  disputeId: string | null;
  reversedVersion: bigint | null;
};

type Entry = { accountId: AccountId; version: bigint };

/** The references of an entry's transfers, in their order. */
export async function listReferences(
  tx: Tx,
  { accountId, version }: Entry,
): Promise<TransferReferences[]> {
  const { rows } = await sql<TransferReferences>`
    select t.position, i.id as "invoiceId", i.number, t.invoice_line_id as "lineId", t.grant_id as "grantId",
      t.hold_id as "holdId", t.plan_period_id as "planPeriodId", t.refund_id as "refundId",
      f.invoice_id as "refundInvoiceId", t.dispute_id as "disputeId", t.reversed_version as "reversedVersion"
    from transfers t
    left join invoice_lines l on l.account_id = t.account_id and l.id = t.invoice_line_id
    left join invoices i on i.account_id = l.account_id and i.id = l.invoice_id
    left join refunds f on f.account_id = t.account_id and f.id = t.refund_id
    where t.account_id = ${accountId} and t.account_version = ${version}
    order by t.position`.execute(tx);
  return rows;
}

export type BalanceAround = {
  id: string;
  kind: string;
  asset: string;
  /** Debits less credits, as the books have it. */
  before: bigint;
  after: bigint;
};

/** The ledger accounts an entry moved, each before and after it, added up from every transfer until then. */
export async function listBalancesAround(
  tx: Tx,
  { accountId, version }: Entry,
): Promise<BalanceAround[]> {
  const { rows } = await sql<BalanceAround>`
    with moved as (
      select distinct l.id, l.kind, l.asset from transfers t
      join ledger_accounts l on l.account_id = t.account_id and l.id in (t.from_id, t.to_id)
      where t.account_id = ${accountId} and t.account_version = ${version})
    select m.id, m.kind, m.asset,
      coalesce(sum(s.amount) filter (where t.account_version < ${version}), 0)::int8 as before,
      coalesce(sum(s.amount), 0)::int8 as after
    from moved m
    join transfers t on t.account_id = ${accountId} and t.account_version <= ${version}
      and m.id in (t.from_id, t.to_id)
    cross join lateral (select case when t.to_id = m.id then t.amount else -t.amount end as amount) s
    group by 1, 2, 3 order by m.asset desc, m.kind, m.id`.execute(tx);
  return rows;
}
