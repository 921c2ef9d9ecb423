import { sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type { AccountId, DisputeId, HoldId, InvoiceId, InvoiceLineId } from "@/lib/ids";
import type { ExplainedRows, ExplainedTransfer } from "./explanation";

export const rowsShown = 40;

type Which = {
  accountId: AccountId;
  /** Ledger accounts whose balance is told; a transfer between two of them changes nothing. */
  of: readonly string[];
  /** Of balances that are shown negated: liabilities and what is owed. */
  negated: boolean;
  /** As the books had them by then; null is now. */
  at: Date | null;
  /** Only what was booked for these lines; null is everything. */
  lines?: readonly InvoiceLineId[] | null;
  /** Only what these holds moved. */
  holds?: readonly HoldId[] | null;
  /** Only what this dispute moved, grant by grant. */
  disputeId?: DisputeId | null;
};

/** The newest transfers of some ledger accounts, and what all before them come to. */
export async function listTransfersOf(
  tx: Tx,
  { accountId, of, negated, at, lines = null, holds = null, disputeId = null }: Which,
): Promise<ExplainedRows> {
  const ids = sql`${plainArray(of)}::uuid[]`;
  const { rows } = await sql<ExplainedRow>`
    with those as (
      select t.*, case when t.to_id = any(${ids}) then t.amount else -t.amount end
        * ${negated ? sql`-1` : sql`1`} as signed
      from transfers t
      where t.account_id = ${accountId} and (t.to_id = any(${ids})) <> (t.from_id = any(${ids}))
        ${lines ? sql`and t.invoice_line_id = any(${plainArray(lines)}::uuid[])` : sql``}
        ${holds ? sql`and t.hold_id = any(${plainArray(holds)}::uuid[])` : sql``}
        ${disputeId ? sql`and t.dispute_id = ${disputeId} and t.grant_id is not null` : sql``}
        ${
          at
            ? sql`and t.account_version in (select x.account_version from ledger_transactions x
          where x.account_id = ${accountId} and x.booked_at <= ${at.toISOString()}::timestamptz)`
            : sql``
        }),
    newest as materialized (
      select * from those order by account_version desc, position desc limit ${rowsShown})
    select n.account_version as version, n.position, x.kind, x.occurred_at as at, f.kind as "from",
      d.kind as "to", n.signed as amount, i.id as "invoiceId", i.number, s.count, s.amount::int8 as whole
    from (select count(*)::int as count, coalesce(sum(signed), 0) as amount from those) s
    left join newest n on true
    left join ledger_transactions x on x.account_id = n.account_id and x.account_version = n.account_version
    left join ledger_accounts f on f.account_id = n.account_id and f.id = n.from_id
    left join ledger_accounts d on d.account_id = n.account_id and d.id = n.to_id
    left join invoice_lines l on l.account_id = n.account_id and l.id = n.invoice_line_id
    left join invoices i on i.account_id = l.account_id and i.id = l.invoice_id
    order by n.account_version desc, n.position desc`.execute(tx);
  return shownOf(rows);
}

export function shownOf(rows: readonly ExplainedRow[]): ExplainedRows {
  const newest = rows.filter(isThere).map(told);
  const shown = newest.reduce((sum, row) => sum + row.amount, 0n);
  const [{ count = 0, whole = 0n } = {}] = rows;
  return { newest, older: { count: count - newest.length, amount: whole - shown } };
}

export type ExplainedRow = Omit<ExplainedTransfer, "invoice" | "version"> & {
  version: bigint | null;
  invoiceId: string | null;
  number: string | null;
  count: number;
  whole: bigint;
};

/** Without any transfer there still is the row that says so. */
function isThere(row: ExplainedRow): row is ExplainedRow & { version: bigint } {
  return row.version !== null;
}

function told({
  invoiceId,
  number,
  count: _,
  whole: __,
  ...row
}: ExplainedRow & { version: bigint }) {
  return { ...row, invoice: invoiceId ? { id: invoiceId, number } : null };
}

export type OpenHold = {
  id: HoldId;
  credits: bigint;
  openedAt: Date;
  version: bigint;
  /** What of ours keeps them; null is the app, for a use to come. */
  keptFor: "invoice" | "refund" | "dispute" | null;
  disputeId: DisputeId | null;
};

/** What was on hold at an instant, oldest first, each with the entry that put it there. */
export async function listHoldsOpenAt(tx: Tx, accountId: AccountId, at: Date): Promise<OpenHold[]> {
  const { rows } = await sql<OpenHold>`
    select h.id, h.credits, h.opened_at as "openedAt", min(t.account_version) as version, h.dispute_id as "disputeId",
      case when h.dispute_id is not null then 'dispute' when h.refund_id is not null then 'refund'
        when h.invoice_id is not null then 'invoice' end as "keptFor"
    from holds h join transfers t on t.account_id = h.account_id and t.hold_id = h.id
    where h.account_id = ${accountId} and h.opened_at <= ${at.toISOString()}::timestamptz
      and (h.closed_at is null or h.closed_at > ${at.toISOString()}::timestamptz)
    group by h.account_id, h.id order by h.opened_at, h.id`.execute(tx);
  return rows;
}

export type OpenDocument = {
  id: InvoiceId;
  number: string | null;
  currency: string;
  due: bigint;
  dueAt: Date | null;
  overdue: boolean;
};

/** What is issued and not paid in full, oldest first. */
export async function listOpenDocuments(
  tx: Tx,
  accountId: AccountId,
  at: Date,
): Promise<OpenDocument[]> {
  const { rows } = await sql<OpenDocument>`
    select id, number, currency, (total_minor - paid_minor)::int8 as due, due_at as "dueAt",
      coalesce(overdue_from <= ${at.toISOString()}::timestamptz, false) as overdue
    from invoices where account_id = ${accountId} and status = 'issued' and total_minor <> paid_minor
    order by issued_at, id`.execute(tx);
  return rows;
}

/** The lines of some documents: what is booked of them names one of these. */
export async function listLinesOf(
  tx: Tx,
  accountId: AccountId,
  invoiceIds: readonly InvoiceId[],
): Promise<InvoiceLineId[]> {
  const { rows } = await sql<{ id: InvoiceLineId }>`
    select id from invoice_lines
    where account_id = ${accountId} and invoice_id = any(${plainArray(invoiceIds)}::uuid[])`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}

/** What moved a ledger account up to an instant, summed by the kind of entry. */
export async function listMovesByKind(
  tx: Tx,
  {
    accountId,
    ledgerAccountId: id,
    at,
  }: { accountId: AccountId; ledgerAccountId: string; at: Date | null },
): Promise<{ kind: string; amount: bigint }[]> {
  const { rows } = await sql<{ kind: string; amount: bigint }>`
    select x.kind, sum(case when t.to_id = ${id} then t.amount else -t.amount end)::int8 as amount
    from transfers t
    join ledger_transactions x on x.account_id = t.account_id and x.account_version = t.account_version
    where t.account_id = ${accountId} and (t.to_id = ${id} or t.from_id = ${id})
      ${at ? sql`and x.booked_at <= ${at.toISOString()}::timestamptz` : sql``}
    group by 1 order by 1`.execute(tx);
  return rows;
}

/** What was used in a stretch, by the local day it happened on. */
export async function listUsedByDay(
  tx: Tx,
  { accountId, from, to }: { accountId: AccountId; from: Date; to: Date },
): Promise<{ day: string; at: Date; credits: bigint }[]> {
  const { rows } = await sql<{ day: string; at: Date; credits: bigint }>`
    select to_char(c.occurred_at at time zone a.timezone, 'YYYY-MM-DD') as day, min(c.occurred_at) as at,
      sum(c.credits)::int8 as credits
    from consumptions c join accounts a on a.id = c.account_id
    where c.account_id = ${accountId} and c.occurred_at >= ${from.toISOString()}::timestamptz
      and c.occurred_at < ${to.toISOString()}::timestamptz
    group by 1 order by 1`.execute(tx);
  return rows;
}
