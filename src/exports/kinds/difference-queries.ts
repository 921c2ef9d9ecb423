import { sql } from "kysely";
import { z } from "zod";
import { named } from "@/staff/name-queries";
import { amountCell } from "../cells";
import { days, ofAccount, ofDays, word } from "../filter-queries";
import { all, keysetKind } from "../keyset-queries";

/** RC5: what the processor and the books do not agree on, by the local day it happened on, with ids that stay. */
export const differences = keysetKind({
  permission: "reconciliation:read",
  picture: "written",
  filters: z.strictObject({
    ...{ ...ofDays, status: word.optional(), class: word.optional() },
    assigned_to: word.optional(),
  }),
  columns: [
    ...["difference_id", "status", "class", "cause", "fix", "account_id", "account", "subject"],
    ...["balance_transaction_id", "occurred_at", "found_at", "currency", "amount", "credits"],
    ...["assigned_to", "comments", "closed_at", "closed_by", "closed_because"],
  ],
  from: sql`reconciliation_differences d left join accounts a on a.id = d.account_id
    left join staff_users s on s.id = d.assigned_to`,
  // When it happened may be put right by a later run; its id stays.
  key: [["d.id", "uuid"]],
  where: ({ filters: by, zone, at }) =>
    all(
      sql`d.found_at <= ${at}`,
      ofAccount("d.account_id", by),
      days("d.occurred_at", by, zone),
      by.status && sql`d.status = ${by.status}`,
      by.class && sql`d.class = ${by.class}`,
      by.assigned_to && sql`d.assigned_to::text = ${by.assigned_to}`,
    ),
  select: sql`d.id, d.status, d.class, d.cause, d.fix, d.account_id as "accountId", a.name as account, d.subject,
    d.balance_transaction_id as line, d.occurred_at as "occurredAt", d.found_at as "foundAt", d.currency,
    d.amount_minor as minor, d.credits, s.name as "assignedTo",
    (select count(*) from reconciliation_comments c where c.difference_id = d.id) as comments,
    d.closed_at as "closedAt", coalesce(${named("d.closed_by")}, d.closed_by) as "closedBy", d.closed_because as because`,
  cells: ({ currency, minor, ...row }: Difference) => [
    ...[row.id, row.status, row.class, row.cause, row.fix, row.accountId, row.account, row.subject],
    ...[row.line, row.occurredAt, row.foundAt, currency],
    ...[currency === null || minor === null ? null : amountCell(minor, currency), row.credits],
    ...[row.assignedTo, row.comments, row.closedAt, row.closedBy, row.because],
  ],
});

type Text = "id" | "status" | "class" | "cause" | "subject";
type Perhaps = "fix" | "accountId" | "account" | "line" | "currency" | "assignedTo" | "closedBy";
type Difference = Record<Text, string> &
  Record<Perhaps | "because", string | null> &
  Record<"minor" | "credits", bigint | null> & {
    comments: bigint;
    occurredAt: Date;
    foundAt: Date;
    closedAt: Date | null;
  };
