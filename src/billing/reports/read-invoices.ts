import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { decimalsOf } from "@/lib/money";
import { startOfDay } from "@/lib/time";
import { cursorOf, parseCursor } from "../invoices/cursor";
import { type ListedStatus, shownStatus } from "../invoices/status";
import {
  type InvoiceFilter,
  type InvoiceListRow,
  listInvoiceRows,
  listInvoiceTotals,
} from "./invoice-page-queries";
import { nextDay } from "./months";
import { getAccountHead, getNow } from "./queries";

/** What the list is asked for: days are the account's own and included, amounts major units. */
export type InvoiceQuestion = {
  status: InvoiceFilter["status"];
  type: InvoiceFilter["type"];
  from: string | null;
  to: string | null;
  covers: string | null;
  least: string | null;
  most: string | null;
  search: string | null;
  /** These and no others, for a file of what was chosen. */
  ids?: readonly InvoiceId[];
};

/** IL: a page of invoices, newest first, and what all that match add up to per currency. */
export async function readInvoiceList(
  tx: Tx,
  accountId: AccountId,
  {
    cursor,
    limit,
    zone,
    ...question
  }: InvoiceQuestion & { cursor: string | null; limit: number; zone?: string },
) {
  const at = await getNow(tx);
  const { timezone: own, currency } = await getAccountHead(tx, accountId);
  const timezone = zone ?? own;
  const asked = { accountId, at, filter: filterOf(question, { timezone, currency }) };
  const after = cursor === null ? null : parseCursor(cursor);
  const rows = await listInvoiceRows(tx, { ...asked, after, limit: limit + 1 });
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  const totals = await listInvoiceTotals(tx, asked);
  return {
    asOf: at,
    count: totals.reduce((sum, one) => sum + one.count, 0),
    totals: totals.map(({ currency: of, count, ...sums }) => ({
      currency: of,
      count,
      billed: { minor: sums.billed, currency: of },
      paid: { minor: sums.paid, currency: of },
      due: { minor: sums.due, currency: of },
      overdue: { minor: sums.overdue, currency: of },
      writtenOff: { minor: sums.writtenOff, currency: of },
      draft: { minor: sums.draft, currency: of },
    })),
    items: items.map((row) => listed(row, at)),
    nextCursor: last ? cursorOf(last) : null,
  };
}

function listed(row: InvoiceListRow, at: Date) {
  const { currency } = row;
  const isOpen = row.status === "issued" || row.status === "draft";
  return {
    id: row.id,
    number: row.number,
    document: row.document,
    status: listedStatus(row, at),
    /** Of a draft, when it will be issued. */
    date: row.documentAt,
    dueAt: row.dueAt,
    period:
      row.periodStart && row.periodEnd ? { start: row.periodStart, end: row.periodEnd } : null,
    plan: row.plan,
    total: { minor: row.total, currency },
    paid: { minor: row.paid, currency },
    due: { minor: isOpen ? row.total - row.paid : 0n, currency },
  };
}

function listedStatus(row: InvoiceListRow, at: Date): ListedStatus {
  if (row.status !== "paid" || row.document === "credit_note") return shownStatus(row, at);
  if (row.disputed) return "disputed";
  if (row.returned === 0n) return "paid";
  return row.returned >= row.total ? "refunded" : "partly_refunded";
}

/** Days become instants of the account's zone, amounts minor units of its currency. */
function filterOf(
  { status, type, from, to, covers, least, most, search, ids }: InvoiceQuestion,
  { timezone, currency }: { timezone: string; currency: string },
): InvoiceFilter {
  const day = (value: string) => startOfDay(value, timezone);
  return {
    status,
    type,
    from: from === null ? null : day(from),
    to: to === null ? null : day(nextDay(to)),
    covers: covers === null ? null : { from: day(covers), to: day(nextDay(covers)) },
    least: least === null ? null : boundOf(least, currency, "up"),
    most: most === null ? null : boundOf(most, currency, "down"),
    search,
    ids: ids ?? null,
  };
}

/** Rounded into the bounds, never out of them: no total of 100 is at least 100.4. */
function boundOf(amount: string, currency: string, round: "up" | "down"): bigint {
  const [whole = "", fraction = ""] = amount.split(".");
  const decimals = decimalsOf(currency);
  const minor = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
  return round === "up" && /[1-9]/.test(fraction.slice(decimals)) ? minor + 1n : minor;
}
