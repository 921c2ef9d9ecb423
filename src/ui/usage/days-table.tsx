import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { bucketHref, type UsageAddress } from "./address";
import type { UsageFigures } from "./data";
import { amountIn, bucketsOf, type Series, sum, type Unit } from "./measure";
import { formatDay, useGroupWords, useUnitWords } from "./words";

type Props = { figures: UsageFigures; series: Series[]; unit: Unit; address: UsageAddress };

/** The chart's twin (G9): the same figures, a row a bar. */
export function DaysTable({ figures, series, unit, address }: Props) {
  const t = useTranslations("usage.days");
  const tCommon = useTranslations("common");
  const locale = useLocale();
  const { figure, words } = useUnitWords(unit);
  const group = useGroupWords(address, figures.features);
  const rows = bucketsOf({ ...figures, series }, unit);
  const several = series.length > 1;
  return (
    <div className="mt-6 overflow-x-auto">
      <table className="ledger">
        <caption className="sr-only">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("day")}</th>
            {several &&
              series.map((one) => (
                <th key={keyOf(one)} scope="col" className="figure max-sm:hidden">
                  {group(one.name, one.groups)}
                </th>
              ))}
            <th scope="col" className="figure">
              {tCommon("total")}
            </th>
            {figures.totalBefore && (
              <th scope="col" className="figure">
                {t("before")}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, parts, whole, before, days }) => (
            <tr key={name}>
              <th scope="row" className="font-normal whitespace-nowrap">
                <Link
                  href={bucketHref(address, { days })}
                  className="underline decoration-rule underline-offset-4 hover:decoration-current"
                >
                  {formatDay(name, locale)}
                </Link>
                {days.length === 1 && days[0]?.isPart && (
                  <span className="ms-2 text-small text-muted">{t("part")}</span>
                )}
              </th>
              {several &&
                series.map((one, index) => (
                  <td key={keyOf(one)} className="figure max-sm:hidden">
                    {figure(parts[index] ?? 0n)}
                  </td>
                ))}
              <td className="figure">{figure(whole)}</td>
              {figures.totalBefore && (
                <td className="figure text-muted">{before === null ? "–" : figure(before)}</td>
              )}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{tCommon("total")}</th>
            {several &&
              series.map((one) => (
                <td key={keyOf(one)} className="figure max-sm:hidden">
                  {figure(amountIn(unit, one))}
                </td>
              ))}
            <td className="figure">{words(amountIn(unit, sum(figures.groups)))}</td>
            {figures.totalBefore && (
              <td className="figure">{figure(amountIn(unit, figures.totalBefore))}</td>
            )}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function keyOf({ name }: Series): string {
  return name === null ? "other" : `${name.key === null}${name.key}`;
}
