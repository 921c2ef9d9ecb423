import { useLocale } from "next-intl";
import { dateLocale } from "@/messages/locales";

/** A calendar month (`2026-01`) as people say it. */
export function useMonthName(): (month: string) => string {
  const locale = dateLocale(useLocale());
  const format = new Intl.DateTimeFormat(locale, {
    ...{ month: "long", year: "numeric", timeZone: "UTC" },
  });
  return (month) => format.format(new Date(`${month}-01T00:00:00Z`));
}
