import { sql } from "kysely";
import { z } from "zod";
import { amountCell } from "../cells";
import { days, ofAccount, ofDays, word } from "../filter-queries";
import { all, keysetKind } from "../keyset-queries";

const states = ["open", "closed", "all"] as const;

/** What payers' banks took back or ask about, by the local day it was opened on. */
export const disputes = keysetKind({
  permission: "disputes:read",
  picture: "written",
  filters: z.strictObject({
    ...ofDays,
    state: z.enum(states).optional(),
    reason: word.optional(),
    assigned: word.optional(),
  }),
  columns: [
    ...["account_id", "account", "dispute_id", "invoice_id", "invoice", "status", "reason"],
    ...["network", "opened_at", "answer_due", "answered_at", "closed_at", "assigned_to"],
    ...["currency", "amount", "withdrawn", "reinstated", "lost", "payment_id"],
    "processor_dispute_id",
  ],
  from: sql`disputes d join accounts a on a.id = d.account_id
    join invoices i on i.account_id = d.account_id and i.id = d.invoice_id
    left join staff_users s on s.id = d.assigned_to`,
  key: [
    ["d.account_id", "uuid"],
    ["d.id", "uuid"],
  ],
  where: ({ filters: { state = "all", ...by }, zone, at }) =>
    all(
      sql`d.booked_at <= ${at}`,
      ofAccount("d.account_id", by),
      days("d.opened_at", by, zone),
      state !== "all" && sql`(d.closed_at is null) = ${state === "open"}`,
      by.reason && sql`d.reason = ${by.reason}`,
      by.assigned && sql`d.assigned_to::text = ${by.assigned}`,
    ),
  select: sql`d.account_id as "accountId", a.name as account, d.id, d.invoice_id as "invoiceId", i.number as invoice,
    d.status, d.reason, d.network, d.opened_at as "openedAt", d.due_by as "dueBy", d.submitted_at as "submittedAt",
    d.closed_at as "closedAt", s.name as assigned, d.currency, d.amount_minor as amount, d.withdrawn_minor as withdrawn,
    d.reinstated_minor as reinstated, d.lost_minor as lost, d.payment_id as payment,
    d.processor_dispute_id as processor`,
  cells: ({ currency, ...row }: Dispute) => [
    ...[row.accountId, row.account, row.id, row.invoiceId, row.invoice, row.status, row.reason],
    ...[
      row.network,
      row.openedAt,
      row.dueBy,
      row.submittedAt,
      row.closedAt,
      row.assigned,
      currency,
    ],
    ...[row.amount, row.withdrawn, row.reinstated, row.lost].map((minor) =>
      amountCell(minor, currency),
    ),
    ...[row.payment, row.processor],
  ],
});

type Text = "accountId" | "account" | "id" | "invoiceId" | "status" | "reason" | "currency";
type Dispute = Record<Text | "payment" | "processor", string> &
  Record<"invoice" | "network" | "assigned", string | null> &
  Record<"amount" | "withdrawn" | "reinstated" | "lost", bigint> &
  Record<"dueBy" | "submittedAt" | "closedAt", Date | null> & { openedAt: Date };
