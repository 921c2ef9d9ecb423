import { useTranslations } from "next-intl";
import { useMonthName } from "../charges/words";
import { SideScroll } from "../side-scroll";
import { cellHref, type ReportView } from "./address";
import { type Choices, type MatrixName, type MatrixRow, matrixColumns, soldName } from "./data";
import { Figure } from "./figure";

type Props = {
  report: MatrixName;
  rows: MatrixRow[];
  view: ReportView;
  choices?: Choices;
  /** Whether its figures lead nowhere: who looks may not see the rows. */
  closed?: boolean;
};

/** RC1: months by currency and whatever else is told apart; every figure leads to its rows. */
export function Matrix({ report, rows, view, choices, closed = false }: Props) {
  const t = useTranslations("reports");
  if (rows.length === 0) return <p className="text-muted">{t("none")}</p>;
  const columns = matrixColumns[report];
  const table = (
    <table className="ledger">
      <caption className="sr-only">{t(`tabs.${report}`)}</caption>
      <thead>
        <tr>
          <th scope="col">{t("month")}</th>
          {columns.map(({ name, onPhone }) => (
            <th key={name} scope="col" className={`figure ${onPhone ? "" : "max-sm:hidden"}`}>
              {t(`columns.${report}.${name}` as "columns.money.net")}
            </th>
          ))}
          {report === "deferred" && <th scope="col">{t("proof")}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={keyOf(row)} {...{ report, row, view, choices, closed }} />
        ))}
      </tbody>
    </table>
  );
  if (!closed) return <div className="overflow-x-auto overscroll-x-contain">{table}</div>;
  return (
    <SideScroll label={t(`about.${report}`)} className="overscroll-x-contain">
      {table}
    </SideScroll>
  );
}

function Row({ report, row, view, choices, closed }: Omit<Props, "rows"> & { row: MatrixRow }) {
  const t = useTranslations("reports");
  const monthName = useMonthName();
  const currency = report === "credits" ? null : row.currency;
  return (
    <tr data-row>
      <th scope="row" className="font-normal">
        <span className="whitespace-nowrap">{monthName(row.month)}</span>
        <span className="block text-small text-muted">
          {useRowName(row, view, choices ?? unnamed)}
        </span>
      </th>
      {matrixColumns[report].map(({ name, opens, onPhone }) => (
        <td key={name} className={`figure ${onPhone ? "" : "max-sm:hidden"}`}>
          <Figure
            of={row[name] as bigint}
            currency={currency}
            href={opens && !closed ? cellHref(view, row, name) : null}
            words={t(`columns.${report}.${name}` as "columns.money.net")}
          />
        </td>
      ))}
      {report === "deferred" && (
        <td>
          <Proof holds={row.ledger === row.closing} />
        </td>
      )}
    </tr>
  );
}

const unnamed = { plans: [], packs: [] };

/** What a row is of, beside its month: the currency, and what the report tells apart. */
function useRowName(
  row: MatrixRow,
  view: ReportView,
  { plans, packs }: Pick<Choices, "plans" | "packs">,
): string {
  const t = useTranslations("reports");
  const c = useTranslations("credits.source");
  const plan = row.plan ? soldName({ plans, packs: [] }, row.plan) : t("noPlan");
  const category = row.category as "pack" | null;
  return [
    row.currency.toUpperCase(),
    ...(view.by.includes("plan") ? [plan] : []),
    ...(view.by.includes("segment") ? [row.segment ?? t("noSegment")] : []),
    ...(view.by.includes("category") ? [category ? c(category) : t("noCategory")] : []),
    ...(view.by.includes("pack") && row.pack ? [soldName({ plans: [], packs }, row.pack)] : []),
  ].join(" · ");
}

/** RC4: what was added up against what the ledger says. */
export function Proof({ holds }: { holds: boolean }) {
  const t = useTranslations("reports");
  return (
    <span className={`text-small ${holds ? "" : "text-ochre"}`}>
      <span aria-hidden="true">{holds ? "● " : "▲ "}</span>
      {holds ? t("holds") : t("fails")}
    </span>
  );
}

function keyOf({ month, currency, plan, segment, category, pack }: MatrixRow): string {
  return JSON.stringify([month, currency, plan, segment, category, pack]);
}
