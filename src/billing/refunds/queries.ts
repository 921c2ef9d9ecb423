import { type Selectable, sql } from "kysely";
import type { SuperJSONResult } from "superjson";
import type { Db, Tx } from "@/db/client";
import { realNow } from "@/db/real-time";
import { insertRows } from "@/db/rows";
import type { DB } from "@/db/schema";
import type { AccountId, InvoiceId, PaymentId, RefundId } from "@/lib/ids";
import { fromJson, toJson } from "@/lib/json";
import { type DirectoryEntry, insertDirectory } from "../accounts/queries";
import type { Decision } from "../decision";
import type { RefundState } from "./refund";

/** Writes what decisions say of refunds; nearly always they say nothing. Before what names them. */
export async function writeRefunds(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const all = decisions.flatMap(({ accountId, refunding }) =>
    (refunding?.refunds ?? []).map((one) => ({ ...one, accountId })),
  );
  const fresh = all.filter(({ isNew }) => isNew);
  await insertRows(tx, "refunds", fresh.map(rowOf));
  for (const one of all.filter(({ isNew }) => !isNew)) {
    await tx
      .updateTable("refunds")
      .set(movingOf(one))
      .where("account_id", "=", one.accountId)
      .where("id", "=", one.id)
      .execute();
  }
  await insertDirectory(
    tx,
    fresh.map(({ accountId, id }): DirectoryEntry => ({ kind: "refund", key: id, accountId, id })),
  );
}

/** What goes back of an invoice, or is on its way, that staff asked for and no second person said yes to. */
export async function sumUnapproved(
  tx: Tx,
  { accountId, invoiceId }: { accountId: AccountId; invoiceId: InvoiceId },
): Promise<bigint> {
  const { minor } = await tx
    .selectFrom("refunds")
    .where("account_id", "=", accountId)
    .where("invoice_id", "=", invoiceId)
    .where("origin", "=", "staff")
    .where("approver", "is", null)
    .where("status", "in", ["reserved", "calling", "unknown", "succeeded", "returned"])
    .select(sql<bigint>`coalesce(sum(amount_minor), 0)::int8`.as("minor"))
    .executeTakeFirstOrThrow();
  return minor;
}

/** After everything they are about. */
export async function writeStaffTasks(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap(({ accountId, refunding }) =>
    (refunding?.tasks ?? []).map((one) => ({
      ...{ account_id: accountId, id: one.id, kind: one.kind, refund_id: one.refundId },
      dispute_id: one.disputeId ?? null,
      ...{ facts: one.facts, created_at: one.createdAt },
    })),
  );
  await insertRows(tx, "staff_tasks", rows, { ifNew: true });
}

type Written = RefundState & { accountId: AccountId };

function rowOf(one: Written) {
  return {
    ...{ account_id: one.accountId, id: one.id, invoice_id: one.invoiceId, origin: one.origin },
    ...{ policy: one.policy, shortfall: one.shortfall, destination: one.destination },
    ...{ period: one.period, currency: one.currency, request: toJson(one.of) },
    ...{ reason: one.reason, requested_by: one.requestedBy, requested_at: one.requestedAt },
    ...movingOf(one),
  };
}

function movingOf(one: Written) {
  const { settlement } = one;
  return {
    status: one.status,
    payment_id: one.paymentId,
    amount_minor: one.amountMinor,
    card_minor: one.cardMinor,
    credit_minor: one.creditMinor,
    excess_minor: one.excessMinor,
    excess_credit_minor: one.excessCreditMinor,
    promised: toJson(one.promised),
    approver: one.approver,
    approved_at: one.approvedAt,
    credit_note_id: one.creditNoteId,
    processor_refund_id: one.processorRefundId,
    failure_code: one.failureCode,
    asks_person: one.asksPerson,
    balance_transaction_id: settlement?.balanceTransactionId ?? null,
    settled_currency: settlement?.currency ?? null,
    settled_minor: settlement?.grossMinor ?? null,
    fee_minor: settlement?.feeMinor ?? null,
    exchange_rate: settlement?.exchangeRate ?? null,
    booked_at: one.bookedAt,
    closed_at: one.closedAt,
  };
}

export async function findRefund(
  tx: Db,
  accountId: AccountId,
  id: RefundId,
): Promise<RefundState | undefined> {
  const row = await tx
    .selectFrom("refunds")
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .selectAll()
    .executeTakeFirst();
  return row && refundOf(row);
}

/** Those that give back to a charge and are not answered yet, the newest first. */
export async function listOnTheirWay(
  tx: Tx,
  accountId: AccountId,
  paymentId: PaymentId,
): Promise<RefundId[]> {
  const rows = await tx
    .selectFrom("refunds")
    .where("account_id", "=", accountId)
    .where("payment_id", "=", paymentId)
    .where("status", "in", ["reserved", "calling", "unknown"])
    .orderBy("id", "desc")
    .select("id")
    .execute();
  return rows.map(({ id }) => id);
}

/** What its call needs to know of the charge it gives back to. */
export async function findChargeOf(
  tx: Db,
  accountId: AccountId,
  id: RefundId,
): Promise<{ chargeId: string; refund: RefundState } | undefined> {
  const row = await tx
    .selectFrom("refunds as r")
    .innerJoin("payments as p", (join) =>
      join.onRef("p.account_id", "=", "r.account_id").onRef("p.id", "=", "r.payment_id"),
    )
    .where("r.account_id", "=", accountId)
    .where("r.id", "=", id)
    .selectAll("r")
    .select("p.charge_id")
    .executeTakeFirst();
  return row && { chargeId: row.charge_id, refund: refundOf(row) };
}

/** Whether the call that sends it has been begun; while it has not, it is taken back and never made. */
export async function takeBackCall(tx: Tx, accountId: AccountId, id: RefundId): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update gateway_calls set status = 'failed', next_at = null, ended_at = ${realNow},
      error_code = 'undone'
    where account_id = ${accountId} and refund_id = ${id} and ended_at is null and attempts = 0`.execute(
    tx,
  );
  return numAffectedRows === 1n;
}

function refundOf(row: Selectable<DB["refunds"]>): RefundState {
  return {
    id: row.id,
    invoiceId: row.invoice_id,
    of: fromJson<RefundState["of"]>(row.request as SuperJSONResult),
    ...statusesOf(row),
    paymentId: row.payment_id,
    currency: row.currency,
    amountMinor: row.amount_minor,
    cardMinor: row.card_minor,
    creditMinor: row.credit_minor,
    excessMinor: row.excess_minor,
    excessCreditMinor: row.excess_credit_minor,
    promised: fromJson<RefundState["promised"]>(row.promised as SuperJSONResult),
    reason: row.reason,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    approver: row.approver,
    approvedAt: row.approved_at,
    creditNoteId: row.credit_note_id,
    processorRefundId: row.processor_refund_id,
    failureCode: row.failure_code,
    asksPerson: row.asks_person,
    settlement: settlementOf(row),
    bookedAt: row.booked_at,
    closedAt: row.closed_at,
  };
}

// The constraints of the table say so.
function statusesOf(row: Selectable<DB["refunds"]>) {
  return {
    origin: row.origin as RefundState["origin"],
    status: row.status as RefundState["status"],
    policy: row.policy as RefundState["policy"],
    shortfall: row.shortfall as RefundState["shortfall"],
    destination: row.destination as RefundState["destination"],
    period: row.period as RefundState["period"],
  };
}

function settlementOf(row: Selectable<DB["refunds"]>): RefundState["settlement"] {
  const { balance_transaction_id, settled_currency, settled_minor, fee_minor } = row;
  if (
    balance_transaction_id === null ||
    settled_currency === null ||
    settled_minor === null ||
    fee_minor === null
  )
    return null;
  return {
    balanceTransactionId: balance_transaction_id,
    ...{ currency: settled_currency, grossMinor: settled_minor, feeMinor: fee_minor },
    exchangeRate: row.exchange_rate,
  };
}
