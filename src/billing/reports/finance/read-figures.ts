import type { Tx } from "@/db/client";
import { type AsOf, type Months, monthsIn } from "./as-of";
import { changeOf, creditColumns, placeCredits } from "./credits";
import { type DeferredRow, rollForward } from "./deferred";
import { moneyColumns, netOf, placeMoney } from "./money";
import { type Filter, listMovements } from "./movement-queries";
import { netRevenueOf, placeRevenue, revenueColumns } from "./revenue";
import { type Dimension, tally } from "./tally";
import { unitEconomicsOf } from "./unit-economics";

export type ReportQuestion = Months &
  Filter & { asOf: AsOf; timezone: string; by: readonly Dimension[] };

const asked = (question: ReportQuestion, of: "money" | "credit") => ({
  ...{ ...question, of, bySegment: question.by.includes("segment") },
});

/** RC1: billed, collected, refunded, disputed, fees and net, by month and currency and what else is told apart. */
export async function readMoney(tx: Tx, question: ReportQuestion) {
  const movements = await listMovements(tx, asked(question, "money"));
  const rows = tally(movements, { columns: moneyColumns, place: placeMoney, by: question.by });
  return rows.map((row) => ({ ...row, net: netOf(row) }));
}

/** RC1: granted, consumed, held, expired and revoked, by month and currency of the accounts and what else is told apart. */
export async function readCredits(tx: Tx, question: ReportQuestion) {
  const movements = await listMovements(tx, asked(question, "credit"));
  const { by } = question;
  const rows = tally(movements, { columns: creditColumns, place: placeCredits, by });
  return rows.map((row) => ({ ...row, change: changeOf(row) }));
}

/** Revenue, by what it is for, and what of it was given back, given up or lost. */
export async function readRevenue(tx: Tx, question: ReportQuestion) {
  const movements = await listMovements(tx, asked(question, "money"));
  const { by } = question;
  const rows = tally(movements, { columns: revenueColumns, place: placeRevenue, by });
  return rows.map((row) => ({ ...row, net: netRevenueOf(row) }));
}

/** What 1,000 credits brought, by plan and for packs. */
export async function readUnitEconomics(tx: Tx, question: ReportQuestion) {
  return unitEconomicsOf(await listMovements(tx, question));
}

/** Deferred revenue by month. Where a segment is asked for it is who is in it at the last month. */
export async function readDeferred(tx: Tx, question: ReportQuestion): Promise<DeferredRow[]> {
  const movements = await listMovements(tx, {
    ...{ ...question, of: "money", opening: true, oneSegment: true },
  });
  return rollForward(movements, { months: monthsIn(question) });
}
