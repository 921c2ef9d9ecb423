import { type RawBuilder, sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import type { AccountId, DisputeFileId, DisputeId, InvoiceId, InvoiceLineId } from "@/lib/ids";
import type { DisputeState, DisputeStatus } from "./dispute";

export type ListedDispute = {
  accountId: AccountId;
  accountName: string;
  disputeId: DisputeId;
  processorDisputeId: string;
  status: DisputeStatus;
  reason: string;
  network: string | null;
  currency: string;
  amountMinor: bigint;
  invoiceId: InvoiceId;
  invoiceNumber: string | null;
  dueBy: Date | null;
  openedAt: Date;
  closedAt: Date | null;
  creditsHeld: bigint;
  /** Taken back since it is lost. */
  revoked: bigint;
  feeMinor: bigint | null;
  feeCurrency: string | null;
  assignedToId: string | null;
  assignedToName: string | null;
  answer: "submitting" | "accepting" | "failed" | null;
  submittedAt: Date | null;
  acceptedAt: Date | null;
  files: number;
};

export type WhichDisputes = {
  state: "open" | "closed" | "all";
  accountId?: AccountId;
  reason?: string;
  assignedTo?: string;
  limit: number;
};

/** Those that are open by the day their answer is due, the soonest first; those that are over, newest first. */
export async function listDisputes(db: Db, which: WhichDisputes): Promise<ListedDispute[]> {
  const { accountId, reason, assignedTo, limit, state } = which;
  const inState =
    state === "all"
      ? sql`true`
      : state === "open"
        ? sql`d.closed_at is null`
        : sql`d.closed_at is not null`;
  const ofAccount = accountId ? sql`d.account_id = ${accountId}` : sql`true`;
  const ofWhom = sql`${reason ? sql`d.reason = ${reason}` : sql`true`}
    and ${assignedTo ? sql`d.assigned_to = ${assignedTo}::uuid` : sql`true`}`;
  const { rows } = await listed(sql`${inState} and ${ofAccount} and ${ofWhom}`, limit).execute(db);
  return rows;
}

/** In the order of a queue: what waits for somebody first. */
function listed(which: RawBuilder<unknown>, limit: number) {
  return sql<ListedDispute>`
    select d.account_id as "accountId", a.name as "accountName", d.id as "disputeId",
      d.processor_dispute_id as "processorDisputeId", d.status, d.reason, d.network, d.currency,
      d.amount_minor as "amountMinor", d.invoice_id as "invoiceId", i.number as "invoiceNumber", d.due_by as "dueBy",
      d.opened_at as "openedAt", d.closed_at as "closedAt", coalesce(h.held, 0)::int8 as "creditsHeld",
      case when d.lost_minor > 0 then coalesce(r.revoked, 0) else 0 end::int8 as revoked, m.fee as "feeMinor",
      m.currency as "feeCurrency", d.assigned_to as "assignedToId", s.name as "assignedToName", d.answer,
      d.submitted_at as "submittedAt", d.accepted_at as "acceptedAt", coalesce(f.files, 0)::int4 as files
    from disputes d
    join accounts a on a.id = d.account_id
    join invoices i on i.account_id = d.account_id and i.id = d.invoice_id
    left join staff_users s on s.id = d.assigned_to
    left join lateral (select sum(credits) as held from holds h
      where h.account_id = d.account_id and h.dispute_id = d.id and h.status = 'open') h on true
    left join lateral (select sum(revoked) as revoked from line_returns r
      where r.account_id = d.account_id and r.dispute_id = d.id and r.stands) r on true
    left join lateral (select sum(fee_minor)::int8 as fee, min(settled_currency) as currency from dispute_movements m
      where m.account_id = d.account_id and m.dispute_id = d.id) m on true
    left join lateral (select count(*) as files from dispute_files f
      where f.account_id = d.account_id and f.dispute_id = d.id and f.removed_at is null) f on true
    where ${which}
    order by d.closed_at desc nulls first, d.due_by nulls last, d.opened_at, d.id limit ${limit}`;
}

export type DisputeDetails = {
  processorStatus: string;
  networkReason: string | null;
  chargeId: string;
  policy: DisputeState["policy"];
  shortfall: DisputeState["shortfall"];
  withdrawnMinor: bigint;
  reinstatedMinor: bigint;
  lostMinor: bigint;
  excessMinor: bigint;
  submissions: number;
  answerCode: string | null;
  evidence: Record<string, string>;
  evidenceAt: Date | null;
  bookedAt: Date;
  heldAt: Date | null;
};

/** One dispute with all there is to know of it. */
export async function findListedDispute(db: Db, accountId: AccountId, id: DisputeId) {
  const { rows } = await listed(sql`d.account_id = ${accountId} and d.id = ${id}`, 1).execute(db);
  const details = await sql<DisputeDetails>`
    select d.processor_status as "processorStatus", d.network_reason as "networkReason", p.charge_id as "chargeId",
      d.policy, d.shortfall, d.withdrawn_minor as "withdrawnMinor", d.reinstated_minor as "reinstatedMinor",
      d.lost_minor as "lostMinor", d.excess_minor as "excessMinor", d.submissions, d.answer_code as "answerCode",
      d.evidence, d.evidence_at as "evidenceAt", d.booked_at as "bookedAt", d.held_at as "heldAt"
    from disputes d join payments p on p.account_id = d.account_id and p.id = d.payment_id
    where d.account_id = ${accountId} and d.id = ${id}`.execute(db);
  const [dispute, more] = [rows[0], details.rows[0]];
  return dispute && more && { dispute, more };
}

/** What goes with the answer, without what is in it. */
export async function listDisputeFiles(db: Db, accountId: AccountId, id: DisputeId) {
  const { rows } = await sql<{
    fileId: DisputeFileId;
    field: string;
    name: string;
    type: string;
    size: number;
    addedAt: Date;
  }>`
    select id as "fileId", field, name, type, octet_length(bytes) as size, added_at as "addedAt" from dispute_files
    where account_id = ${accountId} and dispute_id = ${id} and removed_at is null order by field`.execute(
    db,
  );
  return rows;
}

/** The documents its charge paid, and the slices it has of their lines. */
export async function listDisputed(db: Db, accountId: AccountId, id: DisputeId) {
  const documents = await sql<{
    invoiceId: InvoiceId;
    number: string | null;
    totalMinor: bigint;
    currency: string;
  }>`
    select i.id as "invoiceId", i.number, i.total_minor as "totalMinor", i.currency
    from disputes d
    join payments p on p.account_id = d.account_id and p.id = d.payment_id
    join collection_documents c on c.account_id = p.account_id and c.collection_id = p.collection_id
    join invoices i on i.account_id = c.account_id and i.id = c.invoice_id
    where d.account_id = ${accountId} and d.id = ${id} order by c.position desc`.execute(db);
  const slices = await sql<{
    lineId: InvoiceLineId;
    description: string;
    netMinor: bigint;
    taxMinor: bigint;
    slice: bigint;
    revoked: bigint;
    expired: bigint;
    owed: bigint;
    writtenOff: bigint;
    waived: bigint;
    stands: boolean;
  }>`
    select l.id as "lineId", l.description, r.net_minor as "netMinor", r.tax_minor as "taxMinor", r.slice, r.revoked,
      r.expired, r.debt as owed, r.written_off as "writtenOff", r.waived, r.stands
    from line_returns r join invoice_lines l on l.account_id = r.account_id and l.id = r.invoice_line_id
    where r.account_id = ${accountId} and r.dispute_id = ${id} order by r.returned_at, r.id`.execute(
    db,
  );
  return { documents: documents.rows, slices: slices.rows };
}

/** Disputes of what paid an invoice, oldest first, as much as a customer may read of them. */
export async function listDisputesOf(tx: Tx, accountId: AccountId, invoiceId: InvoiceId) {
  const { rows } = await sql<{
    status: DisputeStatus;
    currency: string;
    amountMinor: bigint;
    openedAt: Date;
    closedAt: Date | null;
  }>`
    select d.status, d.currency, d.amount_minor as "amountMinor", d.opened_at as "openedAt", d.closed_at as "closedAt"
    from disputes d
    join payments p on p.account_id = d.account_id and p.id = d.payment_id
    join collection_documents c on c.account_id = p.account_id and c.collection_id = p.collection_id
    where d.account_id = ${accountId} and c.invoice_id = ${invoiceId} and d.status not like 'inquiry%'
    order by d.opened_at, d.id`.execute(tx);
  return rows;
}
