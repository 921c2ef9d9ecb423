import type { Db, Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import { type Cell, decimal, type Table } from "@/lib/csv";
import type { AccountId } from "@/lib/ids";
import { decimalOf, type Money } from "@/lib/money";
import { localTime } from "@/lib/time";
import { readUpToDate } from "../catch-up";
import { planAsWritten } from "../invoices/plan-name";
import { type FileLine, listLinesOf } from "./invoice-detail-queries";
import { getAccountHead } from "./queries";
import { type InvoiceQuestion, readInvoiceList } from "./read-invoices";

const batch = 100;

const columns = [
  ...["invoice_id", "number", "status", "date", "due_date", "currency", "total", "paid", "due"],
  ...["line_id", "kind", "description", "plan", "period_start", "period_end", "quantity"],
  ...["unit_price", "amount", "credits"],
] as const;

/**
 * IL8: the invoices of a view as a file for the accountant, one row per line, newest invoice first. Sums
 * of an invoice stand on its first line only, so that a column adds up.
 */
export async function invoicesFile(
  db: Db,
  accountId: AccountId,
  question: InvoiceQuestion,
): Promise<Table> {
  const first = await readUpToDate(
    db,
    accountId,
    async (tx) => {
      const { name, timezone } = await getAccountHead(tx, accountId);
      return {
        name,
        timezone,
        page: await pageOf(tx, accountId, { question, cursor: null, zone: timezone }),
      };
    },
    "tallybook_portal",
  );
  return {
    head: [
      ["account", first.name],
      ["time zone", first.timezone],
      ["as of", first.page.asOf],
      ...filtersOf(question),
    ],
    columns,
    batches: batchesOf(db, accountId, question, first),
  };
}

type Page = Awaited<ReturnType<typeof pageOf>>;

async function pageOf(
  tx: Tx,
  accountId: AccountId,
  asked: { question: InvoiceQuestion; cursor: string | null; zone: string },
) {
  const { question, ...place } = asked;
  const page = await readInvoiceList(tx, accountId, { ...question, ...place, limit: batch });
  const invoiceIds = page.items.map(({ id }) => id);
  return { ...page, lines: await listLinesOf(tx, { accountId, invoiceIds }) };
}

async function* batchesOf(
  db: Db,
  accountId: AccountId,
  question: InvoiceQuestion,
  { page: first, timezone }: { page: Page; timezone: string },
): AsyncGenerator<Cell[][]> {
  yield rowsOf(first, timezone);
  for (let cursor = first.nextCursor; cursor !== null; ) {
    // Its days are of the zone the file began with, wherever the account has moved since.
    const asked = { question, cursor, zone: timezone };
    const page: Page = await readAs(db, { role: "tallybook_portal", account: accountId }, (tx) =>
      pageOf(tx, accountId, asked),
    );
    yield rowsOf(page, timezone);
    cursor = page.nextCursor;
  }
}

function rowsOf({ items, lines }: Page, timezone: string): Cell[][] {
  const byInvoice = Map.groupBy(lines, ({ invoiceId }) => invoiceId);
  return items.flatMap((item) => {
    const { total, due, date, dueAt } = item;
    const paid = { ...total, minor: item.paid.minor };
    const head = [item.id, item.number, item.status, localTime(date, timezone)];
    const when = dueAt && localTime(dueAt, timezone);
    return (byInvoice.get(item.id) ?? []).map((line, index) => [
      ...[...head, when, total.currency],
      ...[total, paid, due].map((sum) => (index === 0 ? figure(sum) : null)),
      ...lineCells(line, { timezone, currency: total.currency }),
    ]);
  });
}

function lineCells(
  line: FileLine,
  { timezone, currency }: { timezone: string; currency: string },
): Cell[] {
  return [
    ...[line.id, line.kind, line.description, planAsWritten(line)],
    localTime(line.periodStart, timezone),
    localTime(line.periodEnd, timezone),
    line.quantity,
    decimal(line.unitPrice),
    figure({ minor: line.amount, currency }),
    line.credits,
  ];
}

function figure(amount: Money): Cell {
  return decimal(decimalOf(amount));
}

function filtersOf(question: InvoiceQuestion): [string, Cell][] {
  const all: [string, string | null][] = [
    ["status", question.status],
    ["type", question.type],
    ["from local day", question.from],
    ["to local day (included)", question.to],
    ["covers local day", question.covers],
    ["total at least", question.least],
    ["total at most", question.most],
    ["number contains", question.search],
  ];
  return all.filter(([, value]) => value !== null);
}
