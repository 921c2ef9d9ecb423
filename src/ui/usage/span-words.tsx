import { useLocale, useTranslations } from "next-intl";
import { formatWhen } from "../format";
import type { UsageSpan } from "./data";
import { formatDay } from "./words";

/** A stretch by the name people know it by: its invoice, its plan, its month or its days. */
export function useSpanWords(zone: string) {
  const t = useTranslations("usage.span");
  const locale = useLocale();
  // A date is not broken at the end of a line.
  const day = (at: Date) => formatWhen(at, { zone, as: "day", locale }).replaceAll(" ", "\u00a0");
  return (span: UsageSpan): string => {
    const days = { from: day(span.start), to: day(span.end) };
    if (span.kind === "month" && span.key) return formatDay(span.key, locale);
    if (span.kind === "days") {
      return t("days", { ...days, to: day(new Date(span.end.getTime() - 1)) });
    }
    if (span.invoice?.number) return t("invoiced", { ...days, number: span.invoice.number });
    if (span.invoice) return t("drafted", days);
    return t("planned", { ...days, plan: span.plan ?? "" });
  };
}
