import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { Section } from "../section";
import { When } from "../when";
import { type UsageAddress, usageHref } from "./address";
import { UsageChart } from "./chart";
import type { UsageFigures } from "./data";
import { DaysTable } from "./days-table";
import { GroupsTable } from "./groups-table";
import { seriesOf, unitsOf } from "./measure";
import { featureName } from "./words";

type Props = { figures: UsageFigures; address: UsageAddress; zone: string };

/** US2–US5: the chart, its twin and the table under it, all of one set of figures. */
export function Figures({ figures, address, zone }: Props) {
  const t = useTranslations("usage.figures");
  const { total, asOf } = figures;
  const note = t.rich("asOf", { time: () => <When at={asOf} zone={zone} as="instant" /> });
  if (total.events === 0n && !figures.totalBefore?.events) {
    return (
      <Section title={t("title")} note={note}>
        <Nothing figures={figures} address={address} zone={zone} />
      </Section>
    );
  }
  return (
    <Section title={t("title")} note={note}>
      <Headline figures={figures} address={address} zone={zone} />
      <Drawings figures={figures} address={address} zone={zone} />
      <GroupsTable figures={figures} drawn={seriesOf(figures.groups)} address={address} />
    </Section>
  );
}

/** Nothing used is as normal as much; where there was use is one press away. */
function Nothing({ figures: { lastUse }, address, zone }: Props) {
  const t = useTranslations("usage.figures");
  const filtered = address.feature || address.actor || address.property;
  return (
    <div className="space-y-2 text-muted">
      <p>{filtered ? t("noneFiltered") : t("none")}</p>
      <p>
        {lastUse
          ? t.rich("lastUse", { at: () => <When at={lastUse.at} zone={zone} as="instant" /> })
          : t("neverUsed")}
      </p>
    </div>
  );
}

function Headline({ figures: { total, comparedWith, totalBefore }, address, zone }: Props) {
  const t = useTranslations("usage.figures");
  return (
    <div className="mb-6">
      <p className="flex flex-wrap items-baseline gap-x-6">
        <span className="font-serif text-title">
          <Credits of={total.credits} />
        </span>
        {total.overage > 0n && (
          <span className="text-ochre">
            {t.rich("overage", { credits: () => <Credits of={total.overage} /> })}
          </span>
        )}
        {address.unit === "money" &&
          total.costs.map((cost) => (
            <span key={cost.currency} className="font-serif text-title">
              <Amount of={cost} />
            </span>
          ))}
      </p>
      {comparedWith && totalBefore && (
        <p className="mt-1 text-small text-muted">
          {t.rich("comparedWith", {
            start: () => <When at={comparedWith.start} zone={zone} as="instant" />,
            end: () => <When at={comparedWith.end} zone={zone} as="instant" />,
            credits: () => <Credits of={totalBefore.credits} />,
          })}
        </p>
      )}
    </div>
  );
}

/** One drawing per currency; units of different features have none in common. */
function Drawings({ figures, address }: Props) {
  const t = useTranslations("usage.figures");
  const { unit = "credits", by = "feature" } = address;
  const features = by === "feature" ? figures.groups.flatMap(({ key }) => key ?? []) : [];
  if (unit === "units" && !address.feature && (by !== "feature" || features.length > 1)) {
    const offered = features.length > 0 ? features : figures.features.map(({ code }) => code);
    return (
      <div>
        <p>{t("chooseFeature")}</p>
        <ul className="mt-2 flex flex-wrap gap-x-6">
          {offered.map((code) => (
            <li key={code}>
              <Link
                href={usageHref(address, { feature: code })}
                scroll={false}
                className="inline-block py-0.5 text-green underline underline-offset-4"
              >
                {featureName(figures.features, code)}
              </Link>
            </li>
          ))}
        </ul>
      </div>
    );
  }
  const series = seriesOf(figures.groups);
  const units = unitsOf(unit, [...figures.total.costs, ...(figures.totalBefore?.costs ?? [])]);
  if (units.length === 0) return <p className="text-muted">{t("noCost")}</p>;
  const unique = units.filter(
    (one, index) =>
      index === units.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)),
  );
  return unique.map((one) => (
    <div key={one.of === "money" ? one.currency : one.of}>
      <UsageChart figures={figures} series={series} unit={one} address={address} />
      {address.table && (
        <DaysTable figures={figures} series={series} unit={one} address={address} />
      )}
    </div>
  ));
}
