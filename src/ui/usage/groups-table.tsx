import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Money } from "@/lib/money";
import { Amount } from "../amount";
import { fillAt, Swatch } from "../chart/fills";
import { Credits } from "../credits";
import { ofGroup, type UsageAddress, type UsageSort, usageHref } from "./address";
import type { UsageFigures, UsageMeasure } from "./data";
import { type Series, seriesOf } from "./measure";
import { useGroupWords } from "./words";

type Props = { figures: UsageFigures; drawn: Series[]; address: UsageAddress };

/** US5: the groups as rows, in any order, with the chart's total under them. */
export function GroupsTable({ figures, drawn, address }: Props) {
  const t = useTranslations("usage.groups");
  const tCommon = useTranslations("common");
  const group = useGroupWords(address, figures.features);
  const { total, totalBefore, groups } = figures;
  const money = address.unit === "money";
  // A call and a second of video are not added up.
  const countable = (address.by ?? "feature") === "feature";
  const oneFeature = countable && groups.length === 1;
  const rows = sorted(address.all ? seriesOf(groups, groups.length) : drawn, address);
  const measures = (of: UsageMeasure, before: UsageMeasure | null, units: ReactNode) => (
    <>
      {countable && <td className="figure max-sm:hidden">{units}</td>}
      <td className="figure">
        <Credits of={of.credits} unit={false} />
      </td>
      <td className="figure max-sm:hidden">
        <Credits of={of.events} unit={false} />
      </td>
      {money && <Costs of={of.costs} />}
      {totalBefore && <Change of={of} before={before} />}
    </>
  );
  return (
    <table className="ledger mt-8">
      <caption className="sr-only">{t("caption")}</caption>
      <thead>
        <tr>
          <Head
            address={address}
            by="name"
            label={t(`by.${address.by ?? "feature"}`, { name: address.name ?? "" })}
            start
          />
          {countable && <Head address={address} by="quantity" label={t("units")} folds />}
          <Head address={address} by="credits" label={t("credits")} />
          <Head address={address} by="events" label={t("events")} folds />
          {money && <Head address={address} by="cost" label={t("cost")} />}
          {totalBefore && <Head address={address} by="before" label={t("change")} />}
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => (
          <tr
            key={one.name === null ? "other" : `${one.name.key === null}${one.name.key}`}
            data-row=""
          >
            <th scope="row" className="font-normal wrap-anywhere">
              <Mark drawn={drawn} one={one} />
              <Link
                href={usageHref(address, one.name ? ofGroup(address, one.name.key) : { all: "1" })}
                scroll={false}
                className="underline decoration-rule underline-offset-4 hover:decoration-current"
              >
                {group(one.name, one.groups)}
              </Link>
            </th>
            {measures(one, one.before, one.name ? <Credits of={one.quantity} unit={false} /> : "–")}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{tCommon("total")}</th>
          {measures(
            total,
            totalBefore,
            oneFeature ? <Credits of={total.quantity} unit={false} /> : "–",
          )}
        </tr>
      </tfoot>
    </table>
  );
}

/** The pattern this row has in the chart; what is drawn among the others has theirs. */
function Mark({ drawn, one }: { drawn: Series[]; one: Series }) {
  const index = drawn.findIndex(
    ({ name }) => (name === null) === (one.name === null) && name?.key === one.name?.key,
  );
  const isOther = one.name === null || index === -1;
  return <Swatch fill={fillAt(index, isOther)} of={`row-${index}`} />;
}

function Head({
  address,
  by,
  label,
  start = false,
  folds = false,
}: {
  address: UsageAddress;
  by: UsageSort;
  label: string;
  start?: boolean;
  folds?: boolean;
}) {
  const t = useTranslations("usage.groups");
  const current = (address.sort ?? "credits") === by;
  const up = current && address.up === "1";
  const turned = current && !up ? "1" : null;
  return (
    <th
      scope="col"
      aria-sort={current ? (up ? "ascending" : "descending") : undefined}
      className={`${start ? "" : "figure"} ${folds ? "max-sm:hidden" : ""}`}
    >
      <Link
        href={usageHref(address, { sort: by === "credits" ? null : by, up: turned })}
        scroll={false}
        title={t("sort", { column: label })}
        className="inline-block py-0.5 hover:text-ink"
      >
        {label}
        <span aria-hidden="true">{current ? (up ? " ↑" : " ↓") : ""}</span>
      </Link>
    </th>
  );
}

function Costs({ of }: { of: Money[] }) {
  return (
    <td className="figure">
      {of.length === 0 && "–"}
      {of.map((amount) => (
        <span key={amount.currency} className="block">
          <Amount of={amount} />
        </span>
      ))}
    </td>
  );
}

/** How many credits more or fewer than before. */
function Change({ of, before }: { of: UsageMeasure; before: UsageMeasure | null }) {
  return (
    <td className="figure text-muted">
      <Credits of={of.credits - (before?.credits ?? 0n)} sign unit={false} />
    </td>
  );
}

function sorted(rows: Series[], { sort = "credits", up }: UsageAddress): Series[] {
  const named = rows.filter(({ name }) => name !== null);
  const order = [...named].sort((a, b) => {
    if (sort === "name") return (b.name?.key ?? "").localeCompare(a.name?.key ?? "");
    const [one, other] = [weight(a, sort), weight(b, sort)];
    return one === other ? 0 : one < other ? 1 : -1;
  });
  return [...(up ? order.reverse() : order), ...rows.filter(({ name }) => name === null)];
}

function weight(one: Series, sort: UsageSort): bigint {
  // Of several currencies the first: to order rows only, they are never added.
  if (sort === "cost") return one.costs[0]?.minor ?? 0n;
  if (sort === "before") return one.credits - (one.before?.credits ?? 0n);
  if (sort === "quantity") return one.quantity;
  return sort === "events" ? one.events : one.credits;
}
