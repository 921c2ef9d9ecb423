import { type ExpressionBuilder, type RawBuilder, sql } from "kysely";
import type { Db } from "@/db/client";
import type { DB } from "@/db/schema";
import type { AccountId, InvoiceId, LineReturnId, RefundId } from "@/lib/ids";
import { pageOfTime, placeOf } from "@/lib/page-place";
import type { RefundState } from "./refund";

export type ListedRefund = {
  accountId: AccountId;
  id: RefundId;
  invoiceId: InvoiceId;
  invoiceNumber: string | null;
  creditNoteId: InvoiceId | null;
  creditNoteNumber: string | null;
  status: RefundState["status"];
  origin: RefundState["origin"];
  destination: RefundState["destination"];
  policy: RefundState["policy"];
  shortfall: RefundState["shortfall"];
  currency: string;
  amountMinor: bigint;
  cardMinor: bigint;
  creditMinor: bigint;
  excessMinor: bigint;
  /** Credits held for it or taken back; spent ones that are owed, and that were written off. */
  revoked: bigint;
  owed: bigint;
  writtenOff: bigint;
  /** The returns of lines that take its credits back. */
  revocations: LineReturnId[];
  reason: string;
  requestedBy: string;
  requestedAt: Date;
  approver: string | null;
  failureCode: string | null;
  asksPerson: boolean;
  bookedAt: Date | null;
};

/** Refunds of one account or invoice, newest first. */
export async function listRefunds(
  db: Db,
  { accountId, invoiceId }: { accountId: AccountId; invoiceId?: InvoiceId },
): Promise<ListedRefund[]> {
  const ofInvoice = invoiceId ? sql`and f.invoice_id = ${invoiceId}` : sql``;
  const which = sql`f.account_id = ${accountId} ${ofInvoice}
    order by f.requested_at desc, f.id desc limit 1000`;
  const { rows } = await listed(which).execute(db);
  return rows;
}

/** Above the limit, or sent and not to be proven either way. */
const waits = sql`(f.status = 'requested' or (f.status = 'unknown' and f.asks_person))`;

/** A page of all that wait for a person, the longest first, and where the next begins. */
export async function listWaitingRefunds(
  db: Db,
  { after, limit }: { after?: string | null | undefined; limit: number },
): Promise<{ refunds: ListedRefund[]; next: string | null }> {
  const place = placeOf(after);
  const beyond = place
    ? sql`and (f.requested_at, f.id) > (${place.at}::timestamptz, ${place.id}::uuid)`
    : sql``;
  const which = sql`${waits} ${beyond} order by f.requested_at, f.id limit ${limit + 1}`;
  const { rows } = await listed(which).execute(db);
  const { page: refunds, next } = pageOfTime(rows, { limit, at: (one) => one.requestedAt });
  return { refunds, next };
}

/** How many wait for a person. */
export async function countWaitingRefunds(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int4 as count from refunds f where ${waits}`.execute(db);
  return rows[0]?.count ?? 0;
}

function listed(which: RawBuilder<unknown>) {
  return sql<ListedRefund>`
    select f.account_id as "accountId", f.id, f.invoice_id as "invoiceId", i.number as "invoiceNumber",
      f.credit_note_id as "creditNoteId", n.number as "creditNoteNumber", f.status, f.origin, f.destination, f.policy,
      f.shortfall, f.currency, f.amount_minor as "amountMinor", f.card_minor as "cardMinor",
      f.credit_minor as "creditMinor", f.excess_minor as "excessMinor", coalesce(r.revoked, 0)::int8 as revoked,
      coalesce(r.owed, 0)::int8 as owed, coalesce(r.written_off, 0)::int8 as "writtenOff",
      coalesce(r.ids, '[]') as revocations, f.reason,
      f.requested_by as "requestedBy", f.requested_at as "requestedAt", f.approver, f.failure_code as "failureCode",
      f.asks_person as "asksPerson", f.booked_at as "bookedAt"
    from refunds f
    join invoices i on i.account_id = f.account_id and i.id = f.invoice_id
    left join invoices n on n.account_id = f.account_id and n.id = f.credit_note_id
    left join lateral (
      select sum(revoked) as revoked, sum(debt) as owed, sum(written_off) as written_off, jsonb_agg(id order by id) as ids
      from line_returns r
      where r.account_id = f.account_id and r.refund_id = f.id and r.stands) r on true
    where ${which}`;
}

/** Credits its lines' slices took back, or left to be owed; none once it came to nothing. */
function creditsOf(
  refund: ExpressionBuilder<DB & { f: DB["refunds"] }, "f">,
  of: "revoked" | "debt",
) {
  return refund
    .selectFrom("line_returns as r")
    .whereRef("r.account_id", "=", "f.account_id")
    .whereRef("r.refund_id", "=", "f.id")
    .where("r.stands", "=", true)
    .select(sql<bigint>`coalesce(sum(${sql.ref(`r.${of}`)}), 0)::int8`.as(of))
    .as(of);
}

/** Refunds of one invoice, oldest first, as much as a customer may read of them. */
export async function listRefundsOf(tx: Db, accountId: AccountId, invoiceId: InvoiceId) {
  return await tx
    .selectFrom("refunds as f")
    .leftJoin("invoices as n", (join) =>
      join.onRef("n.account_id", "=", "f.account_id").onRef("n.id", "=", "f.credit_note_id"),
    )
    .where("f.account_id", "=", accountId)
    .where("f.invoice_id", "=", invoiceId)
    .orderBy("f.requested_at")
    .orderBy("f.id")
    .select([
      "f.status",
      "f.currency",
      "f.card_minor as cardMinor",
      "f.credit_minor as creditMinor",
    ])
    .select(["f.requested_at as requestedAt", "f.booked_at as bookedAt"])
    .select(["f.credit_note_id as creditNoteId", "n.number as creditNoteNumber"])
    .select((refund) => [creditsOf(refund, "revoked"), creditsOf(refund, "debt")])
    .execute();
}
