import { Temporal } from "temporal-polyfill";
import { boundaryAfter } from "@/billing/plans/periods";
import { addSeconds, dayOf, type Period } from "@/lib/time";
import type { Age, Member } from "./customer";

const storyMonths = 5;

/** The days of the story, oldest first, as UTC dates; the last is today. */
export function storyDays(now: Date): string[] {
  const today = Temporal.PlainDate.from(dayOf(now, "UTC"));
  const first = today.subtract({ months: storyMonths });
  const count = first.until(today).days + 1;
  return Array.from({ length: count }, (_, index) => first.add({ days: index }).toString());
}

/** An instant of a UTC date. */
export function instant(day: string, secondOfDay: number): Date {
  return addSeconds(new Date(`${day}T00:00:00Z`), Math.floor(secondOfDay));
}

/** The UTC date that lies an age before an instant. */
export function dayBefore(now: Date, { months, days }: Age): string {
  return Temporal.PlainDate.from(dayOf(now, "UTC"))
    .subtract({ months })
    .subtract({ days })
    .toString();
}

/** When a day's use is written down: late enough that all but its last minute has happened. */
export function endOfStoryDay(day: string): Date {
  return instant(day, (24 * 60 - 1) * 60);
}

/** A customer's months from the start up to now; the last one is running. */
export function monthsOf({ zone }: Member, { start, end }: Period): Period[] {
  const cycle = { anchor: start, timeZone: zone, interval: "month" as const };
  const months: Period[] = [];
  for (let from = start; from <= end; ) {
    const to = boundaryAfter(cycle, from).at;
    months.push({ start: from, end: to });
    from = to;
  }
  return months;
}

/** The local dates a stretch of time touches. */
export function localDays({ start, end }: Period, zone: string): string[] {
  const days: string[] = [];
  let day = Temporal.PlainDate.from(dayOf(start, zone));
  const last = Temporal.PlainDate.from(dayOf(end, zone));
  while (Temporal.PlainDate.compare(day, last) <= 0) {
    days.push(day.toString());
    day = day.add({ days: 1 });
  }
  return days;
}

export function isWeekend(day: string): boolean {
  return Temporal.PlainDate.from(day).dayOfWeek > 5;
}
