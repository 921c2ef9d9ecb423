import type { Tx } from "@/db/client";
import { type AsOf, type Month, type Months, monthsIn } from "./as-of";
import { changeOf, creditColumns, placeCredits } from "./credits";
import { type DeferredColumn, deferredColumns, growthOf, placeDeferred } from "./deferred";
import { moneyColumns, netOf, placeMoney } from "./money";
import type { Movement } from "./movement";
import { type Filter, listMovements } from "./movement-queries";
import { netRevenueOf, placeRevenue, revenueColumns } from "./revenue";
import { type Dimension, tally, zeros } from "./tally";
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

export type DeferredRow = { month: Month; currency: string; opening: bigint } & Record<
  DeferredColumn,
  bigint
> & {
    closing: bigint;
    /** The ledger's own balance at the month's end: what closing must be. */
    ledger: bigint;
  };

/**
 * BOOKS B16: opening + billed into deferred − recognized − breakage − what went back unearned = closing, month after month, and
 * beside it what the ledger accounts say. Where a segment is asked for it is who is in it at the last month.
 */
export async function readDeferred(tx: Tx, question: ReportQuestion): Promise<DeferredRow[]> {
  const movements = await listMovements(tx, {
    ...{ ...question, of: "money", opening: true, oneSegment: true },
  });
  const rows = tally(movements, { columns: deferredColumns, place: placeDeferred, by: [] });
  const ledger = balancesOf(movements);
  const currencies = [...new Set(movements.map(({ currency }) => currency))].sort();
  return currencies.flatMap((currency) => {
    let closing = ledger(currency, null);
    return monthsIn(question).map((month) => {
      const row = rows.find((one) => one.month === month && one.currency === currency);
      const opening = closing;
      const moved = row ?? { ...zeros(deferredColumns) };
      closing = opening + growthOf(moved);
      const columns = Object.fromEntries(deferredColumns.map((name) => [name, moved[name]]));
      const figures = columns as Record<DeferredColumn, bigint>;
      return { month, currency, opening, ...figures, closing, ledger: ledger(currency, month) };
    });
  });
}

/** Deferred revenue by the end of a month, added up from what was credited and debited, whatever for. */
function balancesOf(movements: readonly Movement[]) {
  return (currency: string, through: Month | null): bigint => {
    let balance = 0n;
    for (const { month, asset, from, to, amount } of movements) {
      if (asset !== currency || (month !== null && (through === null || month > through))) continue;
      if (from === "deferred_revenue") balance += amount;
      if (to === "deferred_revenue") balance -= amount;
    }
    return balance;
  };
}
