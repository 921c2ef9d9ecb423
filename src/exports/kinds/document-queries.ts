import { sql } from "kysely";
import { z } from "zod";
import { amountCell } from "../cells";
import { days, ofAccount, ofDays, word } from "../filter-queries";
import { all, keysetKind } from "../keyset-queries";

const filters = z.strictObject({ ...ofDays, status: word.optional(), document: word.optional() });

/** Invoices and credit notes by the local day they were issued on. */
export const documents = keysetKind({
  permission: "accounts:read",
  picture: "written",
  filters,
  columns: [
    ...["account_id", "account", "document_id", "document", "number", "status", "created"],
    ...["issued", "due", "currency", "subtotal", "tax", "total", "paid", "left_to_pay"],
    ...["of_account_credit", "processor_invoice_id"],
  ],
  from: sql`invoices i join accounts a on a.id = i.account_id`,
  key: [
    ["i.account_id", "uuid"],
    ["i.id", "uuid"],
  ],
  where: ({ filters: by, zone, at }) =>
    all(
      sql`i.created_at <= ${at}`,
      ofAccount("i.account_id", by),
      days("i.issued_at", by, zone),
      by.status && sql`i.status = ${by.status}`,
      by.document && sql`i.document = ${by.document}`,
    ),
  select: sql`i.account_id as "accountId", a.name as account, i.id, i.document, i.number, i.status,
    i.created_at as "createdAt", i.issued_at as "issuedAt", i.due_at as "dueAt", i.currency,
    i.subtotal_minor as subtotal, i.tax_minor as tax, i.total_minor as total, i.paid_minor as paid,
    case when i.status = 'issued' then i.total_minor - i.paid_minor else 0 end::int8 as left,
    i.credit_applied_minor as credit, i.stripe_invoice_id as processor`,
  cells: ({ currency, ...row }: Document) => [
    ...[row.accountId, row.account, row.id, row.document, row.number, row.status],
    ...[row.createdAt, row.issuedAt, row.dueAt, currency],
    ...[row.subtotal, row.tax, row.total, row.paid, row.left, row.credit].map((minor) =>
      amountCell(minor, currency),
    ),
    row.processor,
  ],
});

type Document = Record<
  "accountId" | "account" | "id" | "document" | "status" | "currency",
  string
> &
  Record<"number" | "processor", string | null> &
  Record<"subtotal" | "tax" | "total" | "paid" | "left" | "credit", bigint> & {
    createdAt: Date;
    issuedAt: Date | null;
    dueAt: Date | null;
  };
