import type { Selectable } from "kysely";
import type { Db } from "@/db/client";
import type { DB } from "@/db/schema";
import { BillingError } from "@/lib/errors";
import type { AccountId, InvoiceId, PlanPeriodId, PlanVersionId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import type { PriceExplained } from "@/lib/pricing";
import { readUpToDate } from "../catch-up";
import { cursorOf, parseCursor } from "./cursor";
import { findInvoice, listInvoiceLines, listInvoicePage } from "./document-queries";
import { explanationOf } from "./line-price";

export type InvoiceView = {
  id: InvoiceId;
  /** Null while a draft. */
  number: string | null;
  status: string;
  currency: string;
  total: Money;
  due: Money;
  issuedAt: Date | null;
  dueAt: Date | null;
};

export type InvoiceLineView = {
  kind: string;
  description: string;
  planPeriodId: PlanPeriodId | null;
  planVersionId: PlanVersionId | null;
  periodStart: Date;
  periodEnd: Date;
  quantity: bigint;
  /** Exact decimal of major units. */
  unitPrice: string;
  amount: Money;
  /** Of overage with more than one price: its tiers, with their exact products. */
  price: PriceExplained | null;
};

export type InvoiceDetail = InvoiceView & { subtotal: Money; tax: Money; lines: InvoiceLineView[] };

/** An account's invoices, newest first, drafts included; `from` and `to` bound when they were made. */
export async function listInvoices(
  db: Db,
  accountId: AccountId,
  page: { from: Date | null; to: Date | null; cursor: string | null; limit: number },
): Promise<{ items: InvoiceView[]; nextCursor: string | null }> {
  const after = page.cursor === null ? null : parseCursor(page.cursor);
  return await readUpToDate(db, accountId, async (tx) => {
    const { from, to, limit } = page;
    const rows = await listInvoicePage(tx, { accountId, from, to, after, limit: limit + 1 });
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return {
      items: items.map(viewOf),
      nextCursor: last ? cursorOf({ createdAt: last.created_at, id: last.id }) : null,
    };
  });
}

/** One invoice with its lines; another account's is not found. */
export async function getInvoice(
  db: Db,
  accountId: AccountId,
  invoiceId: InvoiceId,
): Promise<InvoiceDetail> {
  return await readUpToDate(db, accountId, async (tx, { catalog }) => {
    const versionOf = (id: PlanVersionId | null) => (id && catalog.versions.get(id)) ?? null;
    const row = await findInvoice(tx, accountId, invoiceId);
    if (!row)
      throw new BillingError("not_found", "There is no such invoice.", { field: "invoiceId" });
    const lines = await listInvoiceLines(tx, accountId, invoiceId);
    const money = (minor: bigint): Money => ({ minor, currency: row.currency });
    return {
      ...viewOf(row),
      subtotal: money(row.subtotal_minor),
      tax: money(row.tax_minor),
      lines: lines.map((line) => ({
        kind: line.kind,
        description: line.description,
        planPeriodId: line.plan_period_id,
        planVersionId: line.plan_version_id,
        periodStart: line.period_start,
        periodEnd: line.period_end,
        quantity: line.quantity,
        unitPrice: line.unit_price,
        amount: money(line.amount_minor),
        price: explanationOf(line, versionOf(line.plan_version_id)),
      })),
    };
  });
}

function viewOf(row: Selectable<DB["invoices"]>): InvoiceView {
  const { id, number, status, currency } = row;
  const closed = status === "void" || status === "uncollectible";
  return {
    id,
    number,
    status,
    currency,
    total: { minor: row.total_minor, currency },
    due: { minor: closed ? 0n : row.total_minor - row.paid_minor, currency },
    issuedAt: row.issued_at,
    dueAt: row.due_at,
  };
}
