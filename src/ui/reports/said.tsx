import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { useMonthName } from "../charges/words";
import { Credits, pluralCount } from "../credits";
import type { CellView, StandingView } from "./address";

type CellProps = { view: CellView; cell: { total: bigint; transfers: bigint } };

/** RC9: what the figure is, in words with its own numbers. */
export function CellSaid({ view, cell }: CellProps) {
  const t = useTranslations("reports");
  const monthName = useMonthName();
  const { currency, report, column, month } = view;
  return (
    <p className="mb-6 max-w-prose">
      {t.rich("rows.said", {
        month: monthName(month),
        column: t(`columns.${report}.${column}` as "columns.money.net"),
        count: pluralCount(cell.transfers),
        total: () =>
          report === "credits" ? (
            <Credits of={cell.total} />
          ) : (
            <Amount of={{ minor: cell.total, currency }} />
          ),
      })}{" "}
      {t(`means.${report}.${column}` as "means.money.billed")}
    </p>
  );
}

type StandingProps = {
  view: Pick<StandingView, "report" | "column" | "month" | "currency" | "category">;
  count: number;
  total: bigint;
};

/** The same of how things stand at a month's end. */
export function StandingSaid({ view, count, total }: StandingProps) {
  const t = useTranslations("reports");
  const c = useTranslations("credits.source");
  const monthName = useMonthName();
  const { report, column, month, currency, category } = view;
  const name = t(`${report}.${column}` as "mrr.opening");
  const of = category === null ? "" : category ? c(category as "pack") : t("noCategory");
  return (
    <p className="mb-6 max-w-prose">
      {t.rich(report === "owed" ? "rows.saidOfDocuments" : "rows.saidOfAccounts", {
        ...{ column: of ? `${of}, ${name}` : name, month: monthName(month) },
        count: pluralCount(BigInt(count)),
        total: () =>
          report === "ages" ? <Credits of={total} /> : <Amount of={{ minor: total, currency }} />,
      })}{" "}
      {t(`means.${report}.${column}` as "means.mrr.opening")}
    </p>
  );
}
