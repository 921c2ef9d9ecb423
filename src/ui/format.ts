import type { Period } from "@/lib/time";
import { dateLocale } from "@/messages/locales";

export type WhenStyle = "day" | "time" | "instant";

const day = { day: "numeric", month: "short", year: "numeric" } as const;
const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const parts: Record<WhenStyle, Intl.DateTimeFormatOptions> = {
  day,
  time,
  instant: { ...day, ...time },
};

/** An instant as text, for labels and sentences; elements use `When`. */
export function formatWhen(
  at: Date,
  { zone, as, locale }: { zone: string; as: WhenStyle; locale: string },
): string {
  const format = new Intl.DateTimeFormat(dateLocale(locale), { ...parts[as], timeZone: zone });
  return format.format(at);
}

/** The days of a stretch, the last one included: "13–30 Nov 2026". */
export function formatRange(
  { start, end }: Period,
  { zone, locale }: { zone: string; locale: string },
): string {
  const format = new Intl.DateTimeFormat(dateLocale(locale), { ...day, timeZone: zone });
  const last = new Date(Math.max(start.getTime(), end.getTime() - 1000));
  return format.formatRange(start, last);
}
