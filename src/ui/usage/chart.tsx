import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { fillAt } from "../chart/fills";
import { ChartKeys } from "../chart/keys";
import { type StackedBar, StackedBars, scaleOf } from "../chart/stacked-bars";
import { bucketHref, type UsageAddress, usageHref } from "./address";
import type { UsageFigures } from "./data";
import { type Bucket, bucketsOf, type Series, type Unit } from "./measure";
import { formatDay, useGroupWords, useUnitWords } from "./words";

type Props = { figures: UsageFigures; series: Series[]; unit: Unit; address: UsageAddress };

/** US2: use by local day, stacked by group; a bar opens its day's events. */
export function UsageChart({ figures, series, unit, address }: Props) {
  const t = useTranslations("usage.chart");
  const { figure } = useUnitWords(unit);
  const id = unit.of === "money" ? `usage-${unit.currency}` : `usage-${unit.of}`;
  const buckets = bucketsOf({ ...figures, series }, unit);
  const highest = buckets.flatMap(({ whole, before }) => [whole, before ?? 0n]).reduce(larger, 0n);
  const bars = useBars(buckets, { series, unit, address, figures });
  const shown = address.table === "1";
  return (
    <ChartKeys>
      <StackedBars
        id={id}
        title={t("title", { count: buckets.length })}
        bars={bars}
        fills={series.map(({ name }, index) => fillAt(index, name === null))}
        marks={scaleOf(highest).map((at) => ({ at, label: figure(at) }))}
      />
      <p className="mt-3 flex flex-wrap gap-x-6 gap-y-1 text-small text-muted print:hidden">
        <Link
          href={usageHref(address, { table: shown ? null : "1" })}
          scroll={false}
          data-table-toggle=""
          className="py-0.5 text-green underline underline-offset-4"
        >
          {shown ? t("hideTable") : t("showTable")}
        </Link>
        <span className="py-0.5 max-sm:hidden">{t("keys")}</span>
      </p>
    </ChartKeys>
  );
}

type Context = Omit<Props, "figures"> & { figures: UsageFigures };

function useBars(buckets: Bucket[], { series, unit, address, figures }: Context): StackedBar[] {
  const t = useTranslations("usage.chart");
  const locale = useLocale();
  const { words, figure } = useUnitWords(unit);
  const group = useGroupWords(address, figures.features);
  const list = new Intl.ListFormat(locale, { style: "short", type: "unit" });
  const every = Math.ceil(buckets.length / 8);
  return buckets.map((bucket, index) => {
    const { name, parts, whole, before, days } = bucket;
    const used = series.flatMap((one, place) => {
      const amount = parts[place] ?? 0n;
      return amount > 0n ? [`${group(one.name, one.groups)} ${figure(amount)}`] : [];
    });
    const sentences = [
      t("bar", { day: formatDay(name, locale), total: words(whole) }),
      ...(used.length > 0 ? [t("parts", { list: list.format(used) })] : []),
      ...(before === null ? [] : [t("before", { total: words(before) })]),
      ...(days.some(({ isPart }) => isPart) && days.length === 1 ? [t("part")] : []),
    ];
    return {
      key: name,
      label: index % every === 0 ? formatDay(name, locale, "short") : null,
      words: sentences.join(" "),
      href: bucketHref(address, bucket),
      isChosen: address.day === name,
      parts,
      ghost: before,
      isPart: days.some(({ isPart }) => isPart),
    };
  });
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
