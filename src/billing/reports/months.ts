import { Temporal } from "temporal-polyfill";
import { dayOf, minDate, type Period, startOfDay } from "@/lib/time";

/** The local calendar month an instant lies in, or one `shift` months away. */
export function calendarMonth(at: Date, timeZone: string, shift: number): Period {
  const [year = 0, month = 1] = dayOf(at, timeZone).split("-").map(Number);
  return {
    start: startOfDay(firstOfMonth(year, month + shift), timeZone),
    end: startOfDay(firstOfMonth(year, month + shift + 1), timeZone),
  };
}

/** The date after a date (`YYYY-MM-DD`), whatever clocks do in between. */
export function nextDay(day: string): string {
  return shiftDay(day, 1);
}

/** The date some days after a date, or before it. */
export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** 0 on Sundays to 6 on Saturdays. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/**
 * The same point of an earlier period: as many local days in, at the same time of day, so that a change
 * of clocks in between moves nothing. A shorter period ends before a late point: then it is its end.
 */
export function samePoint(
  before: Period,
  { now, at }: { now: Period; at: Date },
  zone: string,
): Date {
  const point = local(at, zone);
  const { days } = local(now.start, zone).toPlainDate().until(point.toPlainDate());
  const day = local(before.start, zone).toPlainDate().add({ days });
  const then = day.toZonedDateTime({ timeZone: zone, plainTime: point.toPlainTime() });
  return minDate(new Date(Math.max(then.epochMilliseconds, +before.start)), before.end);
}

function local(at: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
}

function firstOfMonth(year: number, month: number): string {
  return new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10);
}
