import { sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type {
  AccountId,
  DisputeId,
  InvoiceId,
  InvoiceLineId,
  PaymentId,
  RefundId,
} from "@/lib/ids";
import type { GrantsWhen } from "../decision";
import { listLinesOf, returnOf } from "../invoices/earning-queries";
import { lineOf } from "../invoices/line-row";
import { withSlices } from "../snapshot-rows";
import type { Snapshot } from "../state";
import type { Refundable, RefundableInvoice, RefundBeside } from "./refundable";

/** An account with the lines of some invoices, those too that have earned all, and what of them can go back. */
export async function loadFor(
  tx: Tx,
  snapshot: Snapshot,
  invoiceIds: readonly InvoiceId[],
): Promise<{ snapshot: Snapshot; from: Refundable }> {
  const { accountId } = snapshot;
  const lines = [...snapshot.lines];
  for (const invoiceId of invoiceIds) {
    const known = new Set(lines.map(({ id }) => id));
    const more = (await listLinesOf(tx, accountId, invoiceId)).filter(({ id }) => !known.has(id));
    lines.push(...more.map(withSlices));
  }
  const from = await loadRefundable(tx, accountId, invoiceIds);
  return { snapshot: { ...snapshot, lines }, from };
}

/** The same of all that one charge paid for; nothing goes back by another. */
export async function loadPaid(
  tx: Tx,
  snapshot: Snapshot,
  paymentId: PaymentId,
): Promise<{ snapshot: Snapshot; from: Refundable }> {
  const invoiceIds = await listInvoicesOfPayment(tx, snapshot.accountId, paymentId);
  const { snapshot: whole, from } = await loadFor(tx, snapshot, invoiceIds);
  const payments = from.payments.filter(({ id }) => id === paymentId);
  return { snapshot: whole, from: { ...from, payments } };
}

/** What a refund of some invoices of an account is decided by, read under its lock. */
async function loadRefundable(
  tx: Tx,
  accountId: AccountId,
  invoiceIds: readonly InvoiceId[],
): Promise<Refundable> {
  const invoices = await listInvoices(tx, accountId, invoiceIds);
  const lineIds = invoices.flatMap(({ lines }) => lines.map(({ id }) => id));
  const returns = new Map<InvoiceLineId, ReturnType<typeof returnOf>[]>();
  const rows = await listReturns(tx, accountId, lineIds);
  for (const one of rows.map(returnOf)) {
    returns.set(one.lineId, [...(returns.get(one.lineId) ?? []), one]);
  }
  // The constraints of the table say so.
  const refunds = rows.flatMap(({ refund_id: id, policy, status }) =>
    id && status ? [[id, { policy, status } as RefundBeside] as const] : [],
  );
  const credits = await listCreditsOf(tx, accountId, lineIds);
  return {
    ...{ invoices, returns, payments: await listPaymentsOf(tx, accountId, invoiceIds) },
    refunds: new Map(refunds),
    openDisputes: new Set(await listOpenDisputesOf(tx, accountId, invoiceIds)),
    granted: new Map(credits.map(({ lineId, granted }) => [lineId, granted])),
    gone: new Map(credits.map(({ lineId, gone }) => [lineId, gone])),
  };
}

/** In the order they are asked for. */
async function listInvoices(
  tx: Tx,
  accountId: AccountId,
  ids: readonly InvoiceId[],
): Promise<RefundableInvoice[]> {
  const wanted = sql<InvoiceId>`any(${plainArray(ids)}::uuid[])`;
  const invoices = await tx
    .selectFrom("invoices")
    .where("account_id", "=", accountId)
    .where("id", "=", wanted)
    .selectAll()
    .execute();
  const lines = await tx
    .selectFrom("invoice_lines")
    .where("account_id", "=", accountId)
    .where("invoice_id", "=", wanted)
    .orderBy("position")
    .selectAll()
    .execute();
  const paid = await listCardPaid(tx, accountId, ids);
  return ids.flatMap((id) => {
    const row = invoices.find((one) => one.id === id);
    if (!row) return [];
    return [
      {
        id,
        status: row.status as RefundableInvoice["status"],
        currency: row.currency,
        grants: row.grants as GrantsWhen,
        totalMinor: row.total_minor,
        paidMinor: row.paid_minor,
        cardLeftMinor: paid.get(id) ?? 0n,
        lines: lines.filter((line) => line.invoice_id === id).map(lineOf),
      },
    ];
  });
}

/** By invoice: what the processor took for it, less what refunds give back of it by card and disputes take of it. */
async function listCardPaid(
  tx: Tx,
  accountId: AccountId,
  ids: readonly InvoiceId[],
): Promise<Map<InvoiceId, bigint>> {
  const { rows } = await sql<{ id: InvoiceId; minor: bigint }>`
    select l.invoice_id as id, sum(t.amount)::int8 as minor
    from invoice_lines l
    join transfers t on t.account_id = l.account_id and t.invoice_line_id = l.id
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id and f.kind = 'receivable'
    join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id and d.kind = 'stripe_balance'
    where l.account_id = ${accountId} and l.invoice_id = any(${plainArray(ids)}::uuid[]) group by 1`.execute(
    tx,
  );
  const given = await sql<{ id: InvoiceId; minor: bigint }>`
    select l.invoice_id as id, sum(part.minor)::int8 as minor
    from (
      -- Booked: line by line, as it was posted; on its way: as it will be, card first.
      select c.credited_line_id as line_id, t.amount as minor
      from transfers t
      join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id and f.kind = 'stripe_balance'
      join invoice_lines c on c.account_id = t.account_id and c.id = t.invoice_line_id
      where t.account_id = ${accountId} and t.refund_id is not null
      union all
      select r.invoice_line_id, least(r.net_minor + r.tax_minor, greatest(0, f.card_minor - coalesce(sum(
          r.net_minor + r.tax_minor) over (partition by r.refund_id order by r.id rows between unbounded preceding
          and 1 preceding), 0)))
      from line_returns r join refunds f on f.account_id = r.account_id and f.id = r.refund_id
      where r.account_id = ${accountId} and r.stands and f.status in ('reserved', 'calling', 'unknown')
      union all
      select r.invoice_line_id, r.net_minor + r.tax_minor from line_returns r
      where r.account_id = ${accountId} and r.stands and r.dispute_id is not null) part
    join invoice_lines l on l.account_id = ${accountId} and l.id = part.line_id
    where l.invoice_id = any(${plainArray(ids)}::uuid[]) group by 1`.execute(tx);
  const paid = new Map(rows.map(({ id, minor }) => [id, minor]));
  for (const { id, minor } of given.rows) paid.set(id, (paid.get(id) ?? 0n) - minor);
  return paid;
}

async function listReturns(tx: Tx, accountId: AccountId, lineIds: readonly InvoiceLineId[]) {
  return await tx
    .selectFrom("line_returns as r")
    .leftJoin("refunds as f", (on) =>
      on.onRef("f.account_id", "=", "r.account_id").onRef("f.id", "=", "r.refund_id"),
    )
    .where("r.account_id", "=", accountId)
    .where("r.invoice_line_id", "=", sql<InvoiceLineId>`any(${plainArray(lineIds)}::uuid[])`)
    .where("r.stands", "=", true)
    .orderBy("r.id")
    .selectAll("r")
    .select(["f.policy", "f.status"])
    .execute();
}

/** Charges that paid some invoices, newest first, with what can still go back of each. */
async function listPaymentsOf(
  tx: Tx,
  accountId: AccountId,
  invoiceIds: readonly InvoiceId[],
): Promise<Refundable["payments"]> {
  const { rows } = await sql<Refundable["payments"][number]>`
    select p.id, (p.to_credit_minor - coalesce((
        select sum(r.excess_credit_minor) from refunds r
        where r.account_id = p.account_id and r.payment_id = p.id and r.status = 'succeeded'), 0))::int8 as "keptMinor",
      (p.amount_minor - coalesce((
        select sum(r.card_minor + r.excess_minor) from refunds r
        where r.account_id = p.account_id and r.payment_id = p.id
          and r.status in ('reserved', 'calling', 'unknown', 'succeeded', 'returned')), 0)
      - coalesce((select sum(d.returned_minor) from disputes d
          where d.account_id = p.account_id and d.payment_id = p.id), 0))::int8 as "leftMinor"
    from payments p
    where p.account_id = ${accountId} and exists (
      select from collection_documents d where d.account_id = p.account_id and d.collection_id = p.collection_id
        and d.invoice_id = any(${plainArray(invoiceIds)}::uuid[]))
    order by p.booked_at desc, p.id desc`.execute(tx);
  return rows;
}

/** Those of payments for some invoices that are neither won nor lost. */
async function listOpenDisputesOf(
  tx: Tx,
  accountId: AccountId,
  invoiceIds: readonly InvoiceId[],
): Promise<DisputeId[]> {
  const { rows } = await sql<{ id: DisputeId }>`
    select d.id from disputes d join payments p on p.account_id = d.account_id and p.id = d.payment_id
    where d.account_id = ${accountId} and d.status in ('open', 'under_review') and exists (
      select from collection_documents c where c.account_id = p.account_id and c.collection_id = p.collection_id
        and c.invoice_id = any(${plainArray(invoiceIds)}::uuid[]))`.execute(tx);
  return rows.map(({ id }) => id);
}

/** By line: credits it gave, and those of them that ended unspent: expired, or taken back for good. */
async function listCreditsOf(tx: Tx, accountId: AccountId, lineIds: readonly InvoiceLineId[]) {
  const { rows } = await sql<{ lineId: InvoiceLineId; granted: bigint; gone: bigint }>`
    select g.invoice_line_id as "lineId",
      coalesce(sum(g.amount) filter (where g.parent_grant_id is null), 0)::int8 as granted,
      coalesce(sum(e.credits), 0)::int8 as gone
    from grants g
    left join lateral (
      select sum(case f.kind when 'revoked' then -t.amount else t.amount end) as credits from transfers t
      join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
      join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
      where t.account_id = g.account_id and case f.kind when 'revoked' then t.grant_id = g.id
        else d.kind in ('expired', 'revoked') and (t.from_id = g.id or (f.kind = 'held' and t.grant_id = g.id)) end) e on true
    where g.account_id = ${accountId} and g.invoice_line_id = any(${plainArray(lineIds)}::uuid[])
    group by 1`.execute(tx);
  return rows;
}

/** The documents a charge of ours paid for, the one it was made for first. */
async function listInvoicesOfPayment(
  tx: Tx,
  accountId: AccountId,
  paymentId: PaymentId,
): Promise<InvoiceId[]> {
  const { rows } = await sql<{ id: InvoiceId }>`
    select d.invoice_id as id from payments p
    join collection_documents d on d.account_id = p.account_id and d.collection_id = p.collection_id
    where p.account_id = ${accountId} and p.id = ${paymentId} order by d.position desc`.execute(tx);
  return rows.map(({ id }) => id);
}

/** The documents a refund gives back of. */
export async function listInvoicesOfRefund(
  tx: Tx,
  accountId: AccountId,
  refundId: RefundId,
): Promise<InvoiceId[]> {
  const { rows } = await sql<{ id: InvoiceId }>`
    select distinct l.invoice_id as id from line_returns r
    join invoice_lines l on l.account_id = r.account_id and l.id = r.invoice_line_id
    where r.account_id = ${accountId} and r.refund_id = ${refundId}`.execute(tx);
  return rows.map(({ id }) => id);
}
