import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { listGrantMovements } from "./age-queries";
import { creditAges, creditAgesOf, overdueBuckets } from "./ageing";
import type { AsOf, Month } from "./as-of";
import { listMrrAccounts, type MrrColumn, mrrColumns } from "./mrr-queries";
import { readReceivables } from "./read-ageing";

/** The reports of how things stand at the end of a month, whose cells open to accounts or documents. */
export const standingColumns = {
  mrr: mrrColumns,
  owed: [...overdueBuckets, "total"] as const,
  ages: [...creditAges, "held", "total"] as const,
} as const;
/** Every column of them, for who asks for a cell by name. */
export const everyStandingColumn: readonly string[] = [
  ...new Set<string>([...standingColumns.mrr, ...standingColumns.owed, ...standingColumns.ages]),
];
export type StandingReport = keyof typeof standingColumns;

/** What a cell counts: an account, or a document of it. */
export type StandingRow = {
  accountId: AccountId;
  account: string;
  invoiceId: InvoiceId | null;
  number: string | null;
  amount: bigint;
};

export type StandingCell = {
  report: StandingReport;
  column: string;
  month: Month;
  /** The report's last month, whose end says which segment an account is in. */
  to: Month;
  currency: string;
  /** Of unused credits: of which category. */
  category?: string | undefined;
  segment?: string | undefined;
  asOf: AsOf;
  timezone: string;
};

/** All that a cell counts, the largest first of accounts and the longest overdue of documents; they add up to it. */
export async function readStandingCell(tx: Tx, cell: StandingCell): Promise<StandingRow[]> {
  switch (cell.report) {
    case "mrr":
      return await readMrrCell(tx, cell);
    case "owed":
      return await readOwedCell(tx, cell);
    case "ages":
      return await readAgeCell(tx, cell);
  }
}

async function readMrrCell(tx: Tx, { to, column, ...cell }: StandingCell): Promise<StandingRow[]> {
  const asked = { ...cell, column: column as MrrColumn, segmentOf: to };
  const accounts = await listMrrAccounts(tx, asked);
  return accounts.map((one) => ({ ...one, invoiceId: null, number: null }));
}

async function readOwedCell(tx: Tx, { month, column, ...cell }: StandingCell) {
  const { documents } = await readReceivables(tx, { ...cell, through: month });
  return documents
    .filter(({ bucket }) => column === "total" || bucket === column)
    .map(({ accountId, account, invoiceId, number, minor }) => ({
      ...{ accountId, account, invoiceId, number, amount: minor },
    }));
}

async function readAgeCell(
  tx: Tx,
  { month, column, category = "", ...cell }: StandingCell,
): Promise<StandingRow[]> {
  const movements = await listGrantMovements(tx, { ...cell, category, through: month });
  const rows = [...Map.groupBy(movements, ({ accountId }) => accountId)].flatMap(([id, own]) => {
    const [aged] = creditAgesOf(own, month);
    const amount = aged?.[column as keyof typeof aged] as bigint | undefined;
    const account = own[0]?.account ?? "";
    return amount ? [{ accountId: id, account, invoiceId: null, number: null, amount }] : [];
  });
  return rows.sort((a, b) => (a.amount === b.amount ? 0 : a.amount < b.amount ? 1 : -1));
}
