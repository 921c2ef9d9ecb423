import { creditAges, overdueBuckets } from "@/billing/reports/finance/ageing";
import { readCreditAges, readReceivables } from "@/billing/reports/finance/read-ageing";
import type { ReportQuestion } from "@/billing/reports/finance/read-figures";
import { readTrialBalance } from "@/billing/reports/finance/read-trial-balance";
import type { Tx } from "@/db/client";
import type { Cell } from "@/lib/csv";
import { amountCell } from "../cells";
import { columnNames, reportKind } from "./reports";

/** What is open of documents by the end of the last month asked for: every one, where the page shows the longest overdue. */
export const reportOwed = reportKind({
  columns: [
    ...["account_id", "account", "invoice_id", "invoice", "currency", "open", "overdue_at", "days"],
    "bucket",
  ],
  read: async (tx, question) => (await readReceivables(tx, atEnd(question))).documents,
  cells: ({ currency, ...row }) => [
    ...[row.accountId, row.account, row.invoiceId, row.number, currency],
    ...[amountCell(row.minor, currency), row.overdueAt, row.days, row.bucket],
  ],
});

/** The same added up, as the page begins with it. */
export const reportOwedByAge = reportKind({
  columns: ["currency", ...columnNames(overdueBuckets), "total"],
  read: async (tx, question) => (await readReceivables(tx, atEnd(question))).owed,
  cells: ({ currency, ...row }): Cell[] => [
    currency,
    ...[...overdueBuckets, "total" as const].map((one) => amountCell(row[one], currency)),
  ],
});

const ages = [...creditAges, "held", "total"] as const;

export const reportAges = reportKind({
  columns: ["currency", "category", ...columnNames(ages)],
  read: (tx, question) => readCreditAges(tx, atEnd(question)),
  cells: (row): Cell[] => [row.currency, row.category, ...ages.map((one) => row[one])],
});

const sides = ["opening", "debits", "credits", "closing"] as const;

export const reportLedger = reportKind({
  columns: ["asset", "kind", ...sides],
  read: (tx: Tx, { to: through, asOf, timezone }: ReportQuestion) =>
    readTrialBalance(tx, { through, asOf, timezone }),
  cells: ({ asset, kind, ...row }): Cell[] => [
    ...[asset, kind],
    ...sides.map((one) => (asset === "credit" ? row[one] : amountCell(row[one], asset))),
  ],
});

function atEnd({ to: through, from: _, by: __, plan: ___, ...question }: ReportQuestion) {
  return { ...question, through };
}
