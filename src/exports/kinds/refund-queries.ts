import { sql } from "kysely";
import { z } from "zod";
import { named } from "@/staff/name-queries";
import { amountCell } from "../cells";
import { days, ofAccount, ofDays, word } from "../filter-queries";
import { all, keysetKind } from "../keyset-queries";

/** Money given back, by the local day it was asked for on. */
export const refunds = keysetKind({
  permission: "refunds:request",
  picture: "written",
  filters: z.strictObject({ ...ofDays, status: word.optional() }),
  columns: [
    ...["account_id", "account", "refund_id", "invoice_id", "invoice", "credit_note", "status"],
    ...["requested_at", "requested_by", "approver", "closed_at", "origin", "destination", "policy"],
    ...["shortfall", "reason", "currency", "amount", "by_card", "as_account_credit"],
    ...["payment_id", "processor_refund_id", "failure_code"],
  ],
  from: sql`refunds f join accounts a on a.id = f.account_id
    join invoices i on i.account_id = f.account_id and i.id = f.invoice_id
    left join invoices n on n.account_id = f.account_id and n.id = f.credit_note_id`,
  key: [
    ["f.account_id", "uuid"],
    ["f.id", "uuid"],
  ],
  where: ({ filters: by, zone, at }) =>
    all(
      sql`f.requested_at <= ${at}`,
      ofAccount("f.account_id", by),
      days("f.requested_at", by, zone),
      by.status && sql`f.status = ${by.status}`,
    ),
  select: sql`f.account_id as "accountId", a.name as account, f.id, f.invoice_id as "invoiceId", i.number as invoice,
    n.number as note, f.status, f.requested_at as "requestedAt",
    coalesce(${named("f.requested_by")}, f.requested_by) as by, coalesce(${named("f.approver")}, f.approver) as approver,
    f.closed_at as "closedAt", f.origin, f.destination, f.policy, f.shortfall, f.reason, f.currency,
    f.amount_minor as amount, f.card_minor as card, f.credit_minor as credit, f.payment_id as payment,
    f.processor_refund_id as processor, f.failure_code as failure`,
  cells: ({ currency, ...row }: Refund) => [
    ...[row.accountId, row.account, row.id, row.invoiceId, row.invoice, row.note, row.status],
    ...[row.requestedAt, row.by, row.approver, row.closedAt, row.origin, row.destination],
    ...[row.policy, row.shortfall, row.reason, currency],
    ...[row.amount, row.card, row.credit].map((minor) => amountCell(minor, currency)),
    ...[row.payment, row.processor, row.failure],
  ],
});

type Text = "accountId" | "account" | "id" | "invoiceId" | "status" | "by" | "origin";
type More = "destination" | "policy" | "shortfall" | "reason" | "currency";
type Perhaps = "invoice" | "note" | "approver" | "payment" | "processor" | "failure";
type Refund = Record<Text | More, string> &
  Record<Perhaps, string | null> &
  Record<"amount" | "card" | "credit", bigint> & { requestedAt: Date; closedAt: Date | null };
