import { useLocale, useTranslations } from "next-intl";
import { Credits, formatCredits } from "../credits";
import { When } from "../when";
import type { OverviewForecast } from "./data";

type Props = { forecast: OverviewForecast; zone: string };

type Row = { at: Date; left: bigint; range: { low: bigint; high: bigint } | null };

/** As many days ahead as are told one by one; beyond, a week at a time. */
const dailyRows = 62;

/** The chart's twin: the same figures to read, copy and hear. */
export function BurnDownTable({ forecast, zone }: Props) {
  const t = useTranslations("overview.forecast");
  return (
    <details className="mt-4">
      <summary className="inline-block min-h-6 cursor-pointer py-0.5 text-small text-green underline decoration-rule underline-offset-4">
        {t("asTable")}
      </summary>
      <table className="ledger mt-3">
        <caption className="sr-only">{t("tableCaption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("day")}</th>
            <th scope="col" className="figure">
              {t("left")}
            </th>
            <th scope="col" className="figure">
              {t("range")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(forecast).map((row) => (
            <DayRow key={row.at.getTime()} row={row} zone={zone} />
          ))}
        </tbody>
      </table>
    </details>
  );
}

function DayRow({ row: { at, left, range }, zone }: { row: Row; zone: string }) {
  const t = useTranslations("overview.forecast");
  const locale = useLocale();
  return (
    <tr>
      <th scope="row" className="font-normal">
        <When at={at} zone={zone} />
        {range && <span className="block text-small text-muted">{t("estimated")}</span>}
      </th>
      <td className="figure">
        <Credits of={left} unit={false} />
      </td>
      <td className="figure text-muted!">
        {range
          ? t("rangeOf", {
              low: formatCredits(range.low, locale),
              high: formatCredits(range.high, locale),
            })
          : "–"}
      </td>
    </tr>
  );
}

/** Past days and now, then the days to come; of a step the moment after it. */
function rowsOf({ history, projection }: OverviewForecast): Row[] {
  const past = history.map(({ at, left }) => ({ at, left, range: null }));
  const ahead = new Map<number, Row>();
  for (const { at, expected, low, high } of projection.slice(1)) {
    ahead.set(at.getTime(), { at, left: expected, range: { low, high } });
  }
  const days = [...ahead.values()];
  const shown = days.length <= dailyRows ? days : days.filter((_, index) => index % 7 === 0);
  return [...past, ...shown];
}
