import { addSeconds, dayOf, type Period, startOfDay, startOfMonth } from "@/lib/time";
import { graceSeconds } from "../credits/late-usage";

/** A calendar month of the house's time zone, named as `2026-11`. */
export type Month = Period & { month: string };

export type MonthStatus = "open" | "closing" | "closed" | "reopening";

/** The month an instant lies in, or one some months on. */
export function monthOf(at: Date, timeZone: string, monthsOn = 0): Month {
  const start = startOfMonth(at, timeZone, monthsOn);
  return {
    month: dayOf(start, timeZone).slice(0, 7),
    start,
    end: startOfMonth(start, timeZone, 1),
  };
}

/** A month by its name. */
export function monthNamed(month: string, timeZone: string): Month {
  return monthOf(startOfDay(`${month}-01`, timeZone), timeZone);
}

/** Every month from the one with the first instant to the one with the last, the oldest first. */
export function monthsBetween(first: Date, last: Date, timeZone: string): Month[] {
  const months = [monthOf(first, timeZone)];
  for (;;) {
    const next = monthOf(months[0]?.start ?? first, timeZone, months.length);
    if (next.start > last) return months;
    months.push(next);
  }
}

/** From when on all of a month may be there: late usage of its last slice comes for an hour more (BOOKS B9). */
export function closableFrom({ end }: Period): Date {
  return addSeconds(end, graceSeconds);
}
