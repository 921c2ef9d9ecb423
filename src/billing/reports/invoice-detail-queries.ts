import { sql } from "kysely";
import type { SuperJSONResult } from "superjson";
import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type { AccountId, GrantId, InvoiceId, InvoiceLineId, PlanPeriodId } from "@/lib/ids";
import type { GrantsWhen, LineFacts, LineKind } from "../decision";
import { factsFrom } from "../invoices/line-row";
import type { InvoiceStatus } from "../invoices/status";
import type { OverageColumns } from "../plans/price-columns";

export type InvoiceHead = {
  id: InvoiceId;
  number: string | null;
  status: InvoiceStatus;
  /** A draft is an invoice until its total says otherwise. */
  document: "invoice" | "credit_note";
  currency: string;
  grants: GrantsWhen;
  subtotal: bigint;
  tax: bigint;
  total: bigint;
  /** Money and account credit together, and what of it account credit paid. */
  paid: bigint;
  creditApplied: bigint;
  createdAt: Date;
  issueAt: Date | null;
  issuedAt: Date | null;
  dueAt: Date | null;
  failedAt: Date | null;
  closedAt: Date | null;
  buyer: string;
  buyerEmail: string;
  buyerTaxId: string | null;
  purchaseOrder: string | null;
  /** Null of a draft, and of documents from before sellers were kept. */
  seller: string | null;
  sellerTaxId: string | null;
};

/** With its parties as they stand on the document; of a draft as they would now. */
export async function findInvoiceHead(
  tx: Tx,
  { accountId, invoiceId }: { accountId: AccountId; invoiceId: InvoiceId },
): Promise<InvoiceHead | undefined> {
  const { rows } = await sql<InvoiceHead>`
    select i.id, i.number, i.status, i.document, i.currency, i.grants, i.subtotal_minor as "subtotal", i.tax_minor as "tax",
      i.total_minor as "total", i.paid_minor as "paid", i.credit_applied_minor as "creditApplied",
      i.created_at as "createdAt",
      i.issue_at as "issueAt", i.issued_at as "issuedAt", i.due_at as "dueAt", i.failed_at as "failedAt", i.closed_at as "closedAt",
      coalesce(p.buyer_name, d.legal_name, a.name) as "buyer", coalesce(p.buyer_email, a.email) as "buyerEmail",
      case when p.invoice_id is null then d.tax_id else p.buyer_tax_id end as "buyerTaxId",
      case when p.invoice_id is null then d.purchase_order else p.buyer_purchase_order end as "purchaseOrder",
      p.seller_name as "seller", p.seller_tax_id as "sellerTaxId"
    from invoices i join accounts a on a.id = i.account_id
    left join invoice_parties p on p.account_id = i.account_id and p.invoice_id = i.id
    left join billing_details d on d.account_id = i.account_id
    where i.account_id = ${accountId} and i.id = ${invoiceId}`.execute(tx);
  return rows[0];
}

/** Its plan version's price of overage comes with it. */
export type InvoiceLineRow = OverageColumns & {
  id: InvoiceLineId;
  kind: LineKind;
  description: string;
  plan: string | null;
  planPeriodId: PlanPeriodId | null;
  periodStart: Date;
  periodEnd: Date;
  quantity: bigint;
  /** Exact decimal of major units. */
  unitPrice: string;
  amount: bigint;
  /** Its shares of the document's discount and tax; of a price that includes tax, the part that is. */
  discount: bigint;
  tax: bigint;
  taxIncluded: boolean;
  credits: bigint;
  /** The numbers the amount was worked out from. */
  facts: LineFacts | null;
  /** Credits used in the line's plan period, and how many of them beyond all grants; null without one. */
  used: bigint | null;
  overage: bigint | null;
};

/** The lines in their order, each with what was used in the plan period it stands for. */
export async function listInvoiceLineRows(
  tx: Tx,
  { accountId, invoiceId }: { accountId: AccountId; invoiceId: InvoiceId },
): Promise<InvoiceLineRow[]> {
  const { rows } = await sql<Omit<InvoiceLineRow, "facts"> & { facts: SuperJSONResult | null }>`
    select l.id, l.kind, l.description, p.name as "plan", l.plan_period_id as "planPeriodId",
      l.period_start as "periodStart", l.period_end as "periodEnd", l.quantity,
      l.unit_price as "unitPrice", l.amount_minor as "amount", l.discount_minor as "discount",
      l.tax_minor as "tax", l.tax_included as "taxIncluded", l.credits, l.facts, u.used, u.overage,
      v.overage_unit_price, v.overage_model, v.overage_cap
    from invoice_lines l
    left join plan_versions v on v.id = l.plan_version_id
    left join plans p on p.code = v.plan
    left join lateral (
      select coalesce(sum(d.credits), 0)::int8 as used, coalesce(sum(d.overage), 0)::int8 as overage
      from usage_by_day d where d.account_id = l.account_id and d.plan_period_id = l.plan_period_id
    ) u on l.plan_period_id is not null
    where l.account_id = ${accountId} and l.invoice_id = ${invoiceId}
    order by l.position`.execute(tx);
  return rows.map(({ facts, ...row }) => ({
    ...row,
    facts: factsFrom(facts),
  }));
}

/** Which grants the lines brought. */
export async function listGrantsOfLines(
  tx: Tx,
  { accountId, lineIds }: { accountId: AccountId; lineIds: readonly InvoiceLineId[] },
): Promise<{ grantId: GrantId; lineId: InvoiceLineId }[]> {
  const { rows } = await sql<{ grantId: GrantId; lineId: InvoiceLineId }>`
    select g.id as "grantId", g.invoice_line_id as "lineId" from grants g
    where g.account_id = ${accountId} and g.invoice_line_id = any(${plainArray(lineIds)}::uuid[])
    order by g.effective_at, g.id`.execute(tx);
  return rows;
}

export type LineTransfer = {
  lineId: InvoiceLineId | null;
  planPeriodId: PlanPeriodId | null;
  version: bigint;
  position: number;
  kind: string;
  at: Date;
  actor: string;
  from: string;
  to: string;
  amount: bigint;
};

/**
 * Every transfer of money booked for the lines, oldest first. Use beyond the credits is posted before it
 * has a line, under its plan period. Payments of before lines were named on them are known by the
 * invoice's own end: its instant and its amount.
 */
export async function listLineTransfers(
  tx: Tx,
  {
    accountId,
    lineIds,
    overageOf,
    paid,
  }: {
    accountId: AccountId;
    lineIds: readonly InvoiceLineId[];
    overageOf: readonly PlanPeriodId[];
    paid: { at: Date | null; amount: bigint };
  },
): Promise<LineTransfer[]> {
  const { rows } = await sql<LineTransfer>`
    with named as (
      select t.account_version, t.position from transfers t
      where t.account_id = ${accountId} and t.asset <> 'credit'
        and t.invoice_line_id = any(${plainArray(lineIds)}::uuid[])
      union
      select t.account_version, t.position from ledger_transactions x
      join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
      where x.account_id = ${accountId} and x.kind in ('payment', 'overage')
        and x.kind not in ('consume', 'hold', 'capture', 'release') and t.invoice_line_id is null
        and (x.kind = 'overage' and t.plan_period_id = any(${plainArray(overageOf)}::uuid[])
          or x.kind = 'payment' and t.amount = ${paid.amount}
            and x.occurred_at = ${paid.at?.toISOString() ?? null}::timestamptz))
    select t.invoice_line_id as "lineId", t.plan_period_id as "planPeriodId", t.account_version as "version", t.position, x.kind,
      x.occurred_at as "at", x.actor, f.kind as "from", o.kind as "to", t.amount
    from named n
    join transfers t on t.account_id = ${accountId} and t.account_version = n.account_version and t.position = n.position
    join ledger_transactions x on x.account_id = t.account_id and x.account_version = t.account_version
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts o on o.account_id = t.account_id and o.id = t.to_id
    order by t.account_version, t.position`.execute(tx);
  return rows;
}

export type FileLine = Omit<
  InvoiceLineRow,
  | "used"
  | "overage"
  | "planPeriodId"
  | "discount"
  | "tax"
  | "taxIncluded"
  | "facts"
  | keyof OverageColumns
> & {
  invoiceId: InvoiceId;
};

/** The lines of several invoices, each invoice's in their order. */
export async function listLinesOf(
  tx: Tx,
  { accountId, invoiceIds }: { accountId: AccountId; invoiceIds: readonly InvoiceId[] },
): Promise<FileLine[]> {
  const { rows } = await sql<FileLine>`
    select l.invoice_id as "invoiceId", l.id, l.kind, l.description, p.name as "plan",
      l.period_start as "periodStart", l.period_end as "periodEnd", l.quantity,
      l.unit_price as "unitPrice", l.amount_minor as "amount", l.credits
    from invoice_lines l
    left join plan_versions v on v.id = l.plan_version_id
    left join plans p on p.code = v.plan
    where l.account_id = ${accountId} and l.invoice_id = any(${plainArray(invoiceIds)}::uuid[])
    order by l.invoice_id, l.position`.execute(tx);
  return rows;
}
