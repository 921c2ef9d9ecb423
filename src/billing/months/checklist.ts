import type { Finding } from "../ledger/audit";
import { closableFrom, type Month } from "./month";
import type { Open } from "./open-queries";

export const monthChecks = [
  "over",
  "earlier",
  "recognized",
  "due",
  "drafts",
  "unknown",
  "reconciled",
  "clearing",
  "balanced",
  "audit",
] as const;

export type MonthCheck = (typeof monthChecks)[number];

export type ChecklistLine = { check: MonthCheck; holds: boolean } & Open;

export type ChecklistFacts = {
  month: Month;
  now: Date;
  /** Earlier months that are not closed, by name. */
  earlier: readonly string[];
  findings: readonly Finding[];
} & Record<
  "recognized" | "due" | "drafts" | "unknown" | "reconciled" | "clearing" | "balanced",
  Open
>;

/** What is to be done before a month is closed, line by line: each with what of it is open. */
export function checklistOf({
  month,
  now,
  earlier,
  findings,
  ...open
}: ChecklistFacts): ChecklistLine[] {
  const from = closableFrom(month);
  const all: Record<MonthCheck, Open> = {
    ...open,
    over: listOf(now < from ? [from.toISOString()] : []),
    earlier: listOf(earlier),
    audit: listOf(findings.map(({ check, detail }) => `${check}: ${detail}`)),
  };
  return monthChecks.map((check) => ({ check, holds: all[check].total === 0, ...all[check] }));
}

function listOf(details: readonly string[]): Open {
  const first = details.map((detail) => ({ account: null, invoiceId: null, detail }));
  return { total: details.length, first: first.slice(0, 10) };
}
