import { sql } from "kysely";
import type { Db } from "@/db/client";
import type {
  AccountId,
  CollectionId,
  GrantId,
  InvoiceId,
  InvoiceLineId,
  LineReturnId,
  PaymentId,
  PlanPeriodId,
  RefundId,
} from "@/lib/ids";

type Of = { accountId: AccountId; invoiceId: InvoiceId };

/** Collections of an invoice, also of another that takes it along. */
const collectionsOf = ({ accountId, invoiceId }: Of) => sql`
  (select collection_id from collection_documents where account_id = ${accountId} and invoice_id = ${invoiceId})`;

export type CollectionRow = {
  id: CollectionId;
  status: string;
  currency: string;
  amountMinor: bigint;
  tries: number;
  processing: boolean;
  requiresAction: boolean;
  processorInvoiceId: string | null;
  createdAt: Date;
  nextAttemptAt: Date | null;
  closedAt: Date | null;
};

/** How the processor was asked to collect an invoice, the newest first. */
export async function listCollections(db: Db, of: Of): Promise<CollectionRow[]> {
  const { rows } = await sql<CollectionRow>`
    select id, status, currency, amount_minor as "amountMinor", tries, processing,
      requires_action as "requiresAction", processor_invoice_id as "processorInvoiceId",
      created_at as "createdAt", next_attempt_at as "nextAttemptAt", closed_at as "closedAt"
    from collections where account_id = ${of.accountId} and id in ${collectionsOf(of)}
    order by created_at desc, id desc`.execute(db);
  return rows;
}

export type PaymentRow = {
  id: PaymentId;
  chargeId: string;
  currency: string;
  amountMinor: bigint;
  feeMinor: bigint | null;
  settledCurrency: string | null;
  paidAt: Date;
  brand: string | null;
  last4: string | null;
};

/** What came in for an invoice, the newest first. */
export async function listPaymentsOf(db: Db, of: Of): Promise<PaymentRow[]> {
  const { rows } = await sql<PaymentRow>`
    select p.id, p.charge_id as "chargeId", p.currency, p.amount_minor as "amountMinor", p.fee_minor as "feeMinor",
      p.settled_currency as "settledCurrency", p.paid_at as "paidAt", p.brand, p.last4
    from payments p where p.account_id = ${of.accountId} and p.collection_id in ${collectionsOf(of)}
    order by p.paid_at desc, p.id desc`.execute(db);
  return rows;
}

export type CallRow = {
  id: string;
  kind: string;
  status: string;
  attempts: number;
  createdAt: Date;
  endedAt: Date | null;
  error: string | null;
  errorCode: string | null;
};

/** What was asked of the processor for an invoice and for its refunds, the newest first. */
export async function listCallsOf(db: Db, { accountId, invoiceId }: Of): Promise<CallRow[]> {
  const { rows } = await sql<CallRow>`
    select g.id, g.kind, g.status, g.attempts, g.created_at as "createdAt", g.ended_at as "endedAt", g.error,
      g.error_code as "errorCode"
    from gateway_calls g
    where g.account_id = ${accountId} and (
      g.collection_id in ${collectionsOf({ accountId, invoiceId })}
      or g.refund_id in (select id from refunds where account_id = ${accountId} and invoice_id = ${invoiceId}))
    order by g.created_at desc, g.id desc limit 50`.execute(db);
  return rows;
}

export type NewestEvent = { id: string; type: string; createdAt: Date; body: string };

/** The newest event about an invoice at the processor, its charge or a refund of it. */
export async function findNewestEvent(
  db: Db,
  objects: readonly string[],
): Promise<NewestEvent | undefined> {
  return await db
    .selectFrom("stripe_events")
    .where("object_id", "in", objects.length > 0 ? [...objects] : [""])
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .select(["id", "type", "created_at as createdAt", "body"])
    .limit(1)
    .executeTakeFirst();
}

export type LineMapping = {
  lineId: InvoiceLineId;
  description: string;
  planPeriodId: PlanPeriodId | null;
  subscriptionId: string | null;
  currency: string;
  /** Tax included. */
  grossMinor: bigint;
  grants: { id: GrantId; category: string; credits: string }[];
};

/** Which plan period and which grants each line stands for. */
export async function listLineMapping(
  db: Db,
  { accountId, invoiceId }: Of,
): Promise<LineMapping[]> {
  const { rows } = await sql<LineMapping>`
    select l.id as "lineId", l.description, l.plan_period_id as "planPeriodId", p.subscription_id as "subscriptionId",
      i.currency, (l.amount_minor - l.discount_minor + case when l.tax_included then 0 else l.tax_minor end)::int8
        as "grossMinor",
      coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'category', g.category, 'credits', g.amount::text)
          order by g.issued_at, g.id)
        from grants g where g.account_id = l.account_id and g.invoice_line_id = l.id), '[]') as grants
    from invoice_lines l
    join invoices i on i.account_id = l.account_id and i.id = l.invoice_id
    left join plan_periods p on p.account_id = l.account_id and p.id = l.plan_period_id
    where l.account_id = ${accountId} and l.invoice_id = ${invoiceId}
    order by l.position, l.id`.execute(db);
  return rows;
}

export type SliceRow = {
  id: LineReturnId;
  lineId: InvoiceLineId;
  kind: string;
  refundId: RefundId | null;
  netMinor: bigint;
  taxMinor: bigint;
  slice: bigint;
  revoked: bigint;
  expired: bigint;
  debt: bigint;
  writtenOff: bigint;
  waived: bigint;
  stands: boolean;
  /** Its refund is on its way, or its dispute open: the credits are on hold, and not taken yet. */
  held: boolean;
};

/** What was given back of an invoice's lines, and the credits each return owns, oldest first. */
export async function listSlices(db: Db, { accountId, invoiceId }: Of): Promise<SliceRow[]> {
  const { rows } = await sql<SliceRow>`
    select r.id, r.invoice_line_id as "lineId", r.kind, r.refund_id as "refundId", r.net_minor as "netMinor",
      r.tax_minor as "taxMinor", r.slice, r.revoked, r.expired, r.debt, r.written_off as "writtenOff", r.waived, r.stands,
      r.stands and (coalesce(f.status in ('reserved', 'calling', 'unknown'), false)
        or (d.id is not null and d.closed_at is null)) as held
    from line_returns r join invoice_lines l on l.account_id = r.account_id and l.id = r.invoice_line_id
    left join refunds f on f.account_id = r.account_id and f.id = r.refund_id
    left join disputes d on d.account_id = r.account_id and d.id = r.dispute_id
    where l.account_id = ${accountId} and l.invoice_id = ${invoiceId}
    order by r.returned_at, r.id`.execute(db);
  return rows;
}
