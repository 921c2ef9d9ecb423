import { useLocale, useTranslations } from "next-intl";
import { formatMoney } from "@/lib/money";
import { numberLocale } from "@/messages/locales";
import { useMonthName } from "../charges/words";
import { fillAt, Swatch } from "../chart/fills";
import { ChartKeys } from "../chart/keys";
import { StackedBars, scaleOf } from "../chart/stacked-bars";
import { type ReportView, reportHref } from "./address";
import type { MatrixRow } from "./data";

const series = ["earnedByPlans", "earnedByPacks", "earnedByOverage", "breakage"] as const;

type Props = { rows: MatrixRow[]; view: ReportView; currency: string; months: string[] };

/** What was earned by month, stacked by what for; the table below has the same figures. */
export function RevenueChart({ rows, view, currency, months }: Props) {
  const t = useTranslations("reports");
  const locale = numberLocale(useLocale());
  const monthName = useMonthName();
  const words = (minor: bigint) => formatMoney({ minor, currency }, locale);
  const bars = months.map((month) => {
    const own = rows.filter((row) => row.month === month && row.currency === currency);
    const parts = series.map((name) => own.reduce((sum, row) => sum + (row[name] as bigint), 0n));
    return { month, parts, whole: parts.reduce((sum, one) => (one > 0n ? sum + one : sum), 0n) };
  });
  const highest = bars.reduce((most, { whole }) => (whole > most ? whole : most), 0n);
  return (
    <figure className="mb-8">
      <ChartKeys>
        <StackedBars
          id={`revenue-${currency}`}
          title={t("chart.title", { currency: currency.toUpperCase() })}
          bars={bars.map(({ month, parts, whole }) => ({
            ...{ key: month, label: monthName(month).slice(0, 3), isChosen: false, parts },
            words: t("chart.bar", { month: monthName(month), total: words(whole) }),
            href: reportHref(view, { from: month, to: month }),
            ...{ ghost: null, isPart: false },
          }))}
          fills={series.map((_, index) => fillAt(index, false))}
          marks={scaleOf(highest).map((at) => ({ at, label: words(at) }))}
        />
      </ChartKeys>
      <figcaption className="mt-3 flex flex-wrap gap-x-6 gap-y-1 text-small">
        {series.map((name, index) => (
          <span key={name} className="inline-flex items-center">
            <Swatch fill={fillAt(index, false)} of="revenue-legend" />
            {t(`columns.revenue.${name}`)}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
