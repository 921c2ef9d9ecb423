import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import {
  type AccountId,
  type InvoiceId,
  type InvoiceLineId,
  isUuid,
  type PlanPeriodId,
} from "@/lib/ids";
import { addSeconds, contains, dayOf, minDate, type Period, startOfDay } from "@/lib/time";
import { slicesWithin } from "../plans/periods";
import { calendarMonth, nextDay, samePoint, shiftDay } from "./months";
import { getAccountHead, getNow } from "./queries";
import {
  findPlanStretch,
  findUsageLine,
  getOpenedAt,
  listPlanStretches,
  type PlanStretch,
  type UsageLine,
} from "./usage-span-queries";

/** What stretch of use is asked for; all null is the current period. */
export type SpanQuestion = {
  /** A plan period or a slice of one (`id` or `id.3`), or a calendar month (`2026-11`). */
  period: string | null;
  /** Local days of the account, both included. */
  from: string | null;
  to: string | null;
  /** What an invoice line covers, whenever it happened. */
  line: InvoiceLineId | null;
};

export type UsageSpan = Period & {
  kind: "period" | "month" | "days" | "line";
  /** How an address calls it; null for days and lines, which have their own fields. */
  key: string | null;
  plan: string | null;
  planPeriodId: PlanPeriodId | null;
  invoice: { id: InvoiceId; number: string | null; lineId: InvoiceLineId } | null;
  line: UsageLine | null;
};

const offered = 24;
const mostDays = 366;

/** US1: the periods to choose from, newest first, named by the invoice that billed them. */
export async function readPeriods(tx: Tx, accountId: AccountId): Promise<UsageSpan[]> {
  const now = await getNow(tx);
  const stretches = await listPlanStretches(tx, { accountId, limit: offered });
  const begun = stretches
    .flatMap((one) => slicesOfStretch(one).reverse())
    .filter(({ start }) => start <= now);
  // Also where a plan is to come: until it begins, use is seen by month.
  return begun.length === 0 ? await monthsOf(tx, accountId, now) : begun.slice(0, offered);
}

async function monthsOf(tx: Tx, accountId: AccountId, now: Date): Promise<UsageSpan[]> {
  const { timezone } = await getAccountHead(tx, accountId);
  const opened = await getOpenedAt(tx, accountId);
  const months = Array.from({ length: offered }, (_, back) => monthAt(now, timezone, -back));
  // Use may be told up to 35 days after it happened, so an account has some of before it was opened.
  return months.filter(({ end }, index) => index === 0 || end > addSeconds(opened, -35 * 86_400));
}

function monthAt(at: Date, timezone: string, shift: number): UsageSpan {
  const month = calendarMonth(at, timezone, shift);
  return { ...bare, ...month, kind: "month", key: dayOf(month.start, timezone).slice(0, 7) };
}

const bare = { plan: null, planPeriodId: null, invoice: null, line: null };

/**
 * Of most plans a period is one slice; a dripping year is seen month by month, each by its number within
 * the year as the books have it, also where a change began or ended the period in the middle of one.
 */
function slicesOfStretch(stretch: PlanStretch): UsageSpan[] {
  const { id, plan, startsAt, endsAt, drips, anchorAt, timezone } = stretch;
  const { lineId, invoiceId, invoiceNumber } = stretch;
  const invoice = lineId && invoiceId ? { id: invoiceId, number: invoiceNumber, lineId } : null;
  const about = { kind: "period" as const, plan, planPeriodId: id, invoice, line: null };
  if (!drips) return [{ ...about, key: id, start: startsAt, end: endsAt }];
  const anchor = { anchor: anchorAt, timeZone: timezone };
  return slicesWithin(anchor, { start: startsAt, end: endsAt }).map(({ index, start, end }) => {
    return { ...about, key: `${id}.${index}`, start, end };
  });
}

/** The stretch that is asked for; what is not of this account does not exist (FAULTS A1). */
export async function findSpan(
  tx: Tx,
  accountId: AccountId,
  { period, from, to, line }: SpanQuestion,
): Promise<UsageSpan> {
  const { timezone } = await getAccountHead(tx, accountId);
  if (line !== null) return await spanOfLine(tx, accountId, line);
  if (from !== null && to !== null) return daysSpan({ from, to }, timezone);
  if (period === null) return await currentSpan(tx, accountId);
  if (/^\d{4}-\d{2}$/.test(period)) {
    return monthAt(startOfDay(`${period}-01`, timezone), timezone, 0);
  }
  const [id = "", index] = period.split(".");
  if (!isUuid(id)) throw noSuchPeriod();
  const stretch = await findPlanStretch(tx, accountId, id as PlanPeriodId);
  const slices = stretch ? slicesOfStretch(stretch) : [];
  const slice = index === undefined ? slices[0] : slices.find(({ key }) => key === period);
  if (!slice) throw noSuchPeriod();
  return slice;
}

/** The period now is in; where the last plan has ended, that last one. */
async function currentSpan(tx: Tx, accountId: AccountId): Promise<UsageSpan> {
  const now = await getNow(tx);
  const periods = await readPeriods(tx, accountId);
  const span = periods.find((one) => contains(one, now)) ?? periods[0];
  if (!span) throw noSuchPeriod();
  return span;
}

function daysSpan({ from, to }: { from: string; to: string }, timezone: string): UsageSpan {
  if (to < from) throw invalid("to", "The last day lies before the first.");
  if (to > shiftDay(from, mostDays - 1)) throw invalid("to", `Ask for ${mostDays} days at most.`);
  const [start, end] = [startOfDay(from, timezone), startOfDay(nextDay(to), timezone)];
  return { ...bare, kind: "days", key: null, start, end };
}

async function spanOfLine(tx: Tx, accountId: AccountId, id: InvoiceLineId): Promise<UsageSpan> {
  const line = await findUsageLine(tx, accountId, id);
  if (!line) throw new BillingError("not_found", "There is no such invoice line.");
  const { invoiceId, invoiceNumber, plan, planPeriodId, start, periodEnd } = line;
  // What was charged to the end of a cycle that a change cut short was used until the change.
  const end = opensPeriod(line) && periodEnd ? minDate(line.end, periodEnd) : line.end;
  const invoice = { id: invoiceId, number: invoiceNumber, lineId: line.id };
  return { kind: "line", key: null, start, end, plan, planPeriodId, invoice, line };
}

/** Whether the line is for a plan period in advance, and all use of that is under it. */
function opensPeriod({ kind }: UsageLine): boolean {
  return kind === "plan" || kind === "proration_charge";
}

/**
 * US4: what a stretch is compared with, cut to the same elapsed part while the stretch still runs. Null
 * where nothing came before, or for a line, which has no before.
 */
export async function findSpanBefore(
  tx: Tx,
  accountId: AccountId,
  span: UsageSpan,
): Promise<(Period & { whole: Period }) | null> {
  const { timezone } = await getAccountHead(tx, accountId);
  const whole = await wholeBefore(tx, { accountId, timezone }, span);
  if (whole === null) return null;
  const now = await getNow(tx);
  const end = now < span.end ? samePoint(whole, { now: span, at: now }, timezone) : whole.end;
  return { start: whole.start, end, whole: { start: whole.start, end: whole.end } };
}

async function wholeBefore(
  tx: Tx,
  { accountId, timezone }: { accountId: AccountId; timezone: string },
  span: UsageSpan,
): Promise<Period | null> {
  if (span.kind === "line") return null;
  if (span.kind === "month") return calendarMonth(span.start, timezone, -1);
  if (span.kind === "days") {
    const from = dayOf(span.start, timezone);
    const days = daysBetween(from, dayOf(span.end, timezone));
    return { start: startOfDay(shiftDay(from, -days), timezone), end: span.start };
  }
  // Also of a period too old to be offered: the one before it ends where it begins.
  const stretches = await listPlanStretches(tx, { accountId, limit: 1_000 });
  const slices = stretches.flatMap(slicesOfStretch);
  return slices.find(({ end }) => end.getTime() === span.start.getTime()) ?? null;
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

function noSuchPeriod(): BillingError {
  return new BillingError("not_found", "There is no such period.");
}

function invalid(field: string, message: string): BillingError {
  return new BillingError("invalid_input", message, { field });
}
