import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId, InvoiceId, InvoiceLineId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { shownStatus } from "../invoices/status";
import { overageTermsOf } from "../plans/price-columns";
import { billChange, type ComparedLine, type OveragePair } from "./bill-change";
import { findInvoiceBefore } from "./comparison-queries";
import {
  findInvoiceHead,
  type InvoiceHead,
  type InvoiceLineRow,
  listInvoiceLineRows,
} from "./invoice-detail-queries";
import { type InvoiceFilter, listInvoiceRows } from "./invoice-page-queries";
import { getNow } from "./queries";

const offered = 50;

export type ComparisonQuestion = {
  invoiceId: InvoiceId;
  /** The other one; null is the one before of the same subscription. */
  with: InvoiceId | null;
};

/**
 * ID11: why an invoice came to more or less than another. Nothing is told where the first has none to be
 * held against; invoices of two currencies are refused, as no difference of theirs is an amount.
 */
export async function readComparison(
  tx: Tx,
  accountId: AccountId,
  { invoiceId, with: wanted }: ComparisonQuestion,
) {
  const at = await getNow(tx);
  const now = await sideOf(tx, { accountId, invoiceId, field: "invoiceId" });
  const otherId = wanted ?? (await findInvoiceBefore(tx, { accountId, invoiceId }));
  const before = otherId
    ? await sideOf(tx, { accountId, invoiceId: otherId, field: "with" })
    : null;
  const told = {
    asOf: at,
    now: documentOf(now, at),
    choices: await choicesOf(tx, accountId, { now, at }),
  };
  if (before === null) return { ...told, before: null, steps: [], overage: [] };
  if (before.head.currency !== now.head.currency) throw differ(before, now);
  const { currency } = now.head;
  const change = billChange(comparedOf(before), comparedOf(now), currency);
  const money = (minor: bigint): Money => ({ minor, currency });
  const lines = new Map([...before.rows, ...now.rows].map((row) => [row.id, row]));
  let running = change.before;
  return {
    ...told,
    before: documentOf(before, at),
    steps: change.steps.map(({ step, minor, ...sides }) => {
      running += minor;
      const linesOf = (ids: readonly InvoiceLineId[]) =>
        ids.flatMap((id) => lineOf(lines.get(id), currency));
      return {
        ...{ step, difference: money(minor), after: money(running) },
        ...{ before: linesOf(sides.before), now: linesOf(sides.now) },
      };
    }),
    overage: change.overage.map((pair) => pairOf(pair, currency)),
  };
}

type Side = { head: InvoiceHead; rows: InvoiceLineRow[] };

async function sideOf(
  tx: Tx,
  { accountId, invoiceId, field }: { accountId: AccountId; invoiceId: InvoiceId; field: string },
): Promise<Side> {
  const head = await findInvoiceHead(tx, { accountId, invoiceId });
  if (!head) throw new BillingError("not_found", "There is no such invoice.", { field });
  const rows = await listInvoiceLineRows(tx, { accountId, invoiceId });
  const sum = rows.reduce((all, { amount }) => all + amount, 0n);
  // What does not add up by itself would not add up beside another: better no page than a wrong sum.
  if (sum !== head.total) {
    throw new BillingError("retry_later", "The invoice and its lines do not agree.");
  }
  return { head, rows };
}

function comparedOf({ head, rows }: Side) {
  const lines = rows.map((row): ComparedLine => {
    const { id, kind, plan, amount, credits } = row;
    const { overage } = overageTermsOf(row, head.currency);
    const model = kind === "overage" && overage.policy === "bill" ? overage.model : null;
    return { id, kind, plan, amount, credits, model };
  });
  return { lines, creditApplied: head.creditApplied };
}

function documentOf({ head }: Side, at: Date) {
  const { id, number, document, total, currency, creditApplied } = head;
  return {
    ...{ id, number, document, status: shownStatus(head, at) },
    /** Of a draft, when it will be issued. */
    date: head.issuedAt ?? head.issueAt ?? head.createdAt,
    total: { minor: total, currency },
    creditApplied: { minor: creditApplied, currency },
    /** Its total less what account credit paid of it: where the steps begin or end. */
    owed: { minor: total - creditApplied, currency },
  };
}

function lineOf(row: InvoiceLineRow | undefined, currency: string) {
  if (!row) return [];
  const { id, kind, description, plan, facts, credits } = row;
  const period = { start: row.periodStart, end: row.periodEnd };
  return [
    {
      id,
      kind,
      description,
      plan,
      facts,
      credits,
      period,
      amount: { minor: row.amount, currency },
    },
  ];
}

/** Use beyond the credits on both sides, and what that of now would have cost before. */
function pairOf({ before, now, atOldPrice }: OveragePair, currency: string) {
  const side = (line: ComparedLine | null) =>
    line && { lineId: line.id, credits: line.credits, amount: { minor: line.amount, currency } };
  return {
    before: side(before),
    now: side(now),
    atOldPrice: atOldPrice === null ? null : { minor: atOldPrice, currency },
  };
}

const all: InvoiceFilter = {
  ...{ status: null, type: null, from: null, to: null, covers: null },
  ...{ least: null, most: null, search: null, ids: null },
};

/** The other invoices it can be held against, newest first. */
async function choicesOf(tx: Tx, accountId: AccountId, { now, at }: { now: Side; at: Date }) {
  const asked = { accountId, at, filter: all, after: null, limit: offered + 1 };
  const rows = await listInvoiceRows(tx, asked);
  return rows
    .filter(({ id, currency }) => id !== now.head.id && currency === now.head.currency)
    .slice(0, offered)
    .map(({ id, number, documentAt, total, currency }) => ({
      ...{ id, number, date: documentAt },
      total: { minor: total, currency },
    }));
}

function differ(before: Side, now: Side): BillingError {
  const [one, other] = [before, now].map(({ head }) => head.currency.toUpperCase());
  return new BillingError(
    "currencies_differ",
    `These invoices are in ${one} and ${other}: no difference of theirs is an amount.`,
    { field: "with" },
  );
}
