import { dayOf, type Period, startOfDay } from "@/lib/time";

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
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function firstOfMonth(year: number, month: number): string {
  return new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10);
}
