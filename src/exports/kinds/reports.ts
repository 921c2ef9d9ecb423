import { z } from "zod";
import { type AsOf, monthOf, shiftMonth } from "@/billing/reports/finance/as-of";
import { creditColumns } from "@/billing/reports/finance/credits";
import { deferredColumns } from "@/billing/reports/finance/deferred";
import { moneyColumns } from "@/billing/reports/finance/money";
import { listMrr } from "@/billing/reports/finance/mrr-queries";
import {
  type ReportQuestion,
  readCredits,
  readDeferred,
  readMoney,
  readRevenue,
  readUnitEconomics,
} from "@/billing/reports/finance/read-figures";
import { readRefundImpact } from "@/billing/reports/finance/read-refund-impact";
import { impactColumns } from "@/billing/reports/finance/refund-impact";
import { revenueColumns } from "@/billing/reports/finance/revenue";
import { type Dimension, dimensions } from "@/billing/reports/finance/tally";
import type { Tx } from "@/db/client";
import type { Cell } from "@/lib/csv";
import { BillingError } from "@/lib/errors";
import { instantNamed, minDate } from "@/lib/time";
import { amountCell } from "../cells";
import { instantFilter, word } from "../filter-queries";
import type { Asked, ExportKind } from "../kind";

const month = z.string().regex(/^(20|21)\d\d-(0[1-9]|1[0-2])$/);
const longestMonths = 36;

/** As the page of reports has them in its address; `by` names what rows are told apart by, with commas. */
const reportFilters = z
  .strictObject({
    ...{ from: month.optional(), to: month.optional(), currency: word.optional() },
    ...{ plan: word.optional(), segment: word.optional(), by: word.optional() },
    /** A day or local time of the zone asked for: what is booked by then, and what was known then. */
    ...{ booked: instantFilter.optional(), known: instantFilter.optional() },
  })
  .refine(({ from, to }) => !from || !to || isAskable({ from, to }), { path: ["to"] });

type ReportFilters = z.infer<typeof reportFilters>;

/** The question the page asks, as of the instant the file is asked for at. Error: `invalid_input`, too many months. */
function questionOf({ filters, zone, at }: Asked<ReportFilters>): ReportQuestion {
  const { currency, plan, segment } = filters;
  const to = filters.to ?? monthOf(at, zone);
  const from = filters.from ?? shiftMonth(to, -5);
  if (!isAskable({ from, to })) {
    const sentence = `A report is of 1 to ${longestMonths} months, the first one first.`;
    throw new BillingError("invalid_input", sentence, { field: "filters.to" });
  }
  const asked = filters.by?.split(",") ?? [];
  return {
    ...{ from, to, timezone: zone, asOf: asOf({ filters, zone, at }) },
    ...(currency && { currency }),
    ...(plan && { plan }),
    ...(segment && { segment }),
    by: dimensions.filter((one) => asked.includes(one)),
  };
}

function isAskable({ from, to }: { from: string; to: string }): boolean {
  return from <= to && to < shiftMonth(from, longestMonths);
}

/** What is known when the file is asked for is all there is to be known. */
function asOf({ filters: { booked, known }, zone, at }: Asked<ReportFilters>): AsOf {
  const then = known ? instantNamed(known, zone) : null;
  return { at: booked ? instantNamed(booked, zone) : null, known: then ? minDate(then, at) : at };
}

/** Asked again with these two, it says the same to the letter. */
function headOf(asked: Asked<ReportFilters>) {
  const { at, known } = asOf(asked);
  return [
    ["booked up to", at ?? "no limit"],
    ["as known at", known],
  ] as const;
}

type Report<Row> = {
  columns: readonly string[];
  read: (tx: Tx, question: ReportQuestion) => Promise<readonly Row[]>;
  cells: (row: Row) => Cell[];
};

/** A report as a file: the rows on screen in their order, read whole, since they are added up whole. */
export function reportKind<Row>({ columns, read, cells }: Report<Row>): ExportKind<ReportFilters> {
  return {
    ...{ permission: "reports:read", picture: "asked", filters: reportFilters, columns },
    head: headOf,
    async count(tx, asked) {
      return BigInt((await read(tx, questionOf(asked))).length);
    },
    async list(tx, asked) {
      return { rows: (await read(tx, questionOf(asked))).map(cells), after: null };
    },
  };
}

/** `writtenOff` as a column of a file is called. */
export function columnNames(columns: readonly string[]): string[] {
  return columns.map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

type Keyed = { month: string; currency: string } & Record<Dimension, string | null>;

function keyOf(row: Keyed, told: readonly Dimension[]): Cell[] {
  return [row.month, row.currency, ...told.map((one) => row[one])];
}

/** Months by what they are told apart by, and their sums: of money in the row's currency, or of credits. */
function matrix<Column extends string>(
  read: (tx: Tx, question: ReportQuestion) => Promise<readonly (Keyed & Record<Column, bigint>)[]>,
  { told, columns, of }: { told: Dimension[]; columns: readonly Column[]; of: "money" | "credits" },
): ExportKind<ReportFilters> {
  return reportKind({
    columns: ["month", "currency", ...told, ...columnNames(columns)],
    read,
    cells: (row) => [
      ...keyOf(row, told),
      ...columns.map((one) => (of === "credits" ? row[one] : amountCell(row[one], row.currency))),
    ],
  });
}

export const reportMoney = matrix(readMoney, {
  ...{ told: ["plan", "segment"], columns: [...moneyColumns, "net"], of: "money" },
});

export const reportCredits = matrix(readCredits, {
  ...{
    told: ["plan", "segment", "category"],
    columns: [...creditColumns, "change"],
    of: "credits",
  },
});

export const reportRevenue = matrix(readRevenue, {
  ...{ told: ["plan", "segment", "pack"], columns: [...revenueColumns, "net"], of: "money" },
});

const rolled = ["opening", ...deferredColumns, "closing", "ledger"] as const;

export const reportDeferred = reportKind({
  columns: ["month", "currency", ...columnNames(rolled)],
  read: readDeferred,
  cells: (row) => [
    ...[row.month, row.currency],
    ...rolled.map((one) => amountCell(row[one], row.currency)),
  ],
});

export const reportUnits = reportKind({
  columns: ["month", "currency", "of", "plan", "revenue", "credits", "per_1000_credits"],
  read: readUnitEconomics,
  cells: ({ currency, ...row }) => [
    ...[row.month, currency, row.of, row.plan, amountCell(row.revenue, currency), row.credits],
    row.perThousand === null ? null : amountCell(row.perThousand, currency),
  ],
});

const moved = [
  ...(["opening", "new", "expansion", "contraction", "churn", "reactivation", "closing"] as const),
] as const;

export const reportMrr = reportKind({
  columns: ["month", "currency", ...moved, "accounts"],
  read: listMrr,
  cells: ({ currency, ...row }) => [
    ...[row.month, currency, ...moved.map((one) => amountCell(row[one], currency))],
    row.accounts,
  ],
});

export const reportImpact = reportKind({
  columns: ["month", "currency", "plan", "of", "policy", "count", ...columnNames(impactColumns)],
  read: readRefundImpact,
  cells: ({ currency, ...row }) => [
    ...[row.month, currency, row.plan, row.of, row.policy, row.count],
    ...impactColumns.map((one) =>
      one === "revoked" || one === "owed" || one === "writtenOff"
        ? row[one]
        : amountCell(row[one], currency),
    ),
  ],
});
