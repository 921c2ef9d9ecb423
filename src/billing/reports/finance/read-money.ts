import type { Tx } from "@/db/client";
import type { AsOf, Months } from "./as-of";
import { type MoneyColumn, moneyColumns, netOf, placeMoney } from "./money";
import { type Filter, listMovements } from "./movement-queries";
import { type Dimension, type Row, tally } from "./tally";

export type ReportQuestion = Months &
  Filter & { asOf: AsOf; timezone: string; by: readonly Dimension[] };

export type MoneyRow = Row<MoneyColumn> & { net: bigint };

/** RC1: billed, collected, refunded, disputed, fees and net, by month and currency and what else is told apart. */
export async function readMoney(tx: Tx, question: ReportQuestion): Promise<MoneyRow[]> {
  const movements = await listMovements(tx, { ...question, of: "money" });
  const rows = tally(movements, { columns: moneyColumns, place: placeMoney, by: question.by });
  return rows.map((row) => ({ ...row, net: netOf(row) }));
}
