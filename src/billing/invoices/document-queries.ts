import { type Selectable, sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type { DB } from "@/db/schema";
import type { AccountId, InvoiceId, InvoiceLineId } from "@/lib/ids";
import type { GrantsWhen } from "../decision";
import type { InvoiceState } from "../state";
import type { InvoiceCursor } from "./cursor";
import { lineOf } from "./line-row";

export type OpenInvoice = InvoiceState & { accountId: AccountId };

/** Drafts, issued invoices that wait for money and those given up, whose money may still come, with their lines. */
export async function listOpenInvoices(
  tx: Tx,
  accountIds: readonly AccountId[],
): Promise<OpenInvoice[]> {
  const invoices = await tx
    .selectFrom("invoices")
    .where("status", "in", ["draft", "issued", "uncollectible"])
    .where("account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .orderBy("created_at")
    .orderBy("id")
    .selectAll()
    .execute();
  if (invoices.length === 0) return [];
  const lines = await tx
    .selectFrom("invoice_lines")
    .where("account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .where(
      "invoice_id",
      "=",
      sql<InvoiceId>`any(${plainArray(invoices.map(({ id }) => id))}::uuid[])`,
    )
    .orderBy("position")
    .selectAll()
    .execute();
  return invoices.map((row) => ({
    accountId: row.account_id,
    id: row.id,
    status: row.status as InvoiceState["status"],
    subscriptionId: row.subscription_id,
    currency: row.currency,
    grants: row.grants as GrantsWhen,
    totalMinor: row.total_minor,
    paidMinor: row.paid_minor,
    creditAppliedMinor: row.credit_applied_minor,
    createdAt: row.created_at,
    issueAt: row.issue_at,
    issuedAt: row.issued_at,
    dueAt: row.due_at,
    failedAt: row.failed_at,
    lines: lines.filter((line) => line.invoice_id === row.id).map(lineOf),
  }));
}

/** Newest first, drafts included, a page at a time by key. */
export async function listInvoicePage(
  tx: Tx,
  page: {
    accountId: AccountId;
    from: Date | null;
    to: Date | null;
    after: InvoiceCursor | null;
    limit: number;
  },
): Promise<Selectable<DB["invoices"]>[]> {
  const { after, from, to } = page;
  let query = tx
    .selectFrom("invoices")
    .where("account_id", "=", page.accountId)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(page.limit)
    .selectAll();
  if (from) query = query.where("created_at", ">=", from);
  if (to) query = query.where("created_at", "<", to);
  if (after) {
    query = query.where((eb) =>
      eb(eb.refTuple("created_at", "id"), "<", eb.tuple(after.createdAt, after.id)),
    );
  }
  return await query.execute();
}

export async function findInvoice(tx: Tx, accountId: AccountId, id: InvoiceId) {
  return await tx
    .selectFrom("invoices")
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .selectAll()
    .executeTakeFirst();
}

export async function listInvoiceLines(tx: Tx, accountId: AccountId, invoiceId: InvoiceId) {
  return await tx
    .selectFrom("invoice_lines")
    .where("account_id", "=", accountId)
    .where("invoice_id", "=", invoiceId)
    .orderBy("position")
    .selectAll()
    .execute();
}

/** A void invoice as money that comes for it needs it. */
export async function findVoidInvoice(
  tx: Tx,
  accountId: AccountId,
  id: InvoiceId,
): Promise<{ totalMinor: bigint; currency: string; lineId: InvoiceLineId } | undefined> {
  return await tx
    .selectFrom("invoices as i")
    .innerJoin("invoice_lines as l", (join) =>
      join.onRef("l.account_id", "=", "i.account_id").onRef("l.invoice_id", "=", "i.id"),
    )
    .where("i.account_id", "=", accountId)
    .where("i.id", "=", id)
    .where("i.status", "=", "void")
    .orderBy("l.position")
    .select(["i.total_minor as totalMinor", "i.currency", "l.id as lineId"])
    .executeTakeFirst();
}
