import { BillingError } from "@/lib/errors";
import { shiftMonth } from "../reports/finance/as-of";
import {
  closableFrom,
  type Month,
  type MonthStatus,
  monthNamed,
  monthOf,
  monthsBetween,
} from "./month";
import type { BookMonth } from "./queries";

/** A month as it stands. */
export type MonthState = Month & { status: MonthStatus; known: BookMonth | null };

/** Every month of the books up to the running one, the oldest first. */
export function monthStates(
  { first, now }: { first: Date; now: Date },
  { known, timeZone }: { known: readonly BookMonth[]; timeZone: string },
): MonthState[] {
  // What was closed stays cut as it was, whatever the house's zone is by now: what follows goes on where that ended.
  const months = known.map((row): MonthState => {
    const { month, start, end, status } = row;
    return { month, start, end, status, known: row };
  });
  const last = known.at(-1);
  const goesOn = last ? monthNamed(shiftMonth(last.month, 1), timeZone) : monthOf(first, timeZone);
  for (const month of monthsBetween(goesOn.start, now, timeZone)) {
    const start = months.at(-1)?.end ?? month.start;
    if (start <= now) months.push({ ...month, start, status: "open", known: null });
  }
  return months;
}

/** The month that is closed next: the first that is not. The running one never is. */
export function nextToClose(months: readonly MonthState[], now: Date): MonthState | undefined {
  const next = months.find(({ status }) => status !== "closed");
  return next && next.status === "open" && next.end <= now ? next : undefined;
}

/** The month that may be opened again: the last closed one, or the one on its way there. */
export function lastClosed(months: readonly MonthState[]): MonthState | undefined {
  const touched = months.filter(({ status }) => status === "closed" || status === "closing");
  return touched.at(-1);
}

/** Refuses a month that is not the next to be closed. */
export function assertNextToClose(
  months: readonly MonthState[],
  { month, now }: { month: string; now: Date },
): MonthState {
  const wanted = months.find((one) => one.month === month);
  if (!wanted) throw new BillingError("not_found", "There is no such month.", { field: "month" });
  const next = nextToClose(months, now);
  if (next?.month === month && closableFrom(next) <= now) return next;
  const until = closableFrom(wanted);
  throw new BillingError(
    "month_not_closable",
    wanted.status !== "open"
      ? "This month is closed already, or on its way there."
      : until > now
        ? "A month is closed once it has been over for an hour."
        : "Months are closed in order: an earlier one is still open.",
    { month, next: next?.month ?? null },
  );
}

/** Refuses a month that is not the last closed one. */
export function assertLastClosed(months: readonly MonthState[], month: string): MonthState {
  const last = lastClosed(months);
  if (last?.month === month) return last;
  throw new BillingError(
    "month_not_closable",
    "Only the last closed month is opened again. Begin with the newest.",
    { month, next: last?.month ?? null },
  );
}
