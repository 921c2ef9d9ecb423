import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMonthName } from "../charges/words";
import { type ReportView, standingHref } from "./address";
import { standingColumns } from "./data";
import { Figure } from "./figure";

const { mrr: mrrColumns, owed: owedColumns, ages: ageColumns } = standingColumns;
/** On a phone the end of it alone. */
const last = (name: string) =>
  name === "closing" || name === "total" ? "figure" : "figure max-sm:hidden";

type Table<Name extends string> = {
  caption: string;
  of: string;
  columns: readonly { name: Name; words: string }[];
  rows: {
    key: string;
    name: string;
    note?: string;
    currency: string | null;
    figures: Record<Name, bigint>;
    href: (column: string) => string;
  }[];
};
/** What the report was narrowed to; its last month says which segment an account is in. */
type View = { view: ReportView & { to: string } };

function FigureTable<Name extends string>({ caption, of, columns, rows }: Table<Name>) {
  return (
    <div className="mb-8 overflow-x-auto overscroll-x-contain">
      <table className="ledger">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            {columns.map(({ name, words }) => (
              <th key={name} scope="col" className={last(name)}>
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, note, currency, figures, href }) => (
            <tr key={key} data-row>
              <th scope="row" className="font-normal">
                {name}
                {note && <span className="block text-small text-muted">{note}</span>}
              </th>
              {columns.map((column) => (
                <td key={column.name} className={last(column.name)}>
                  <Figure
                    of={figures[column.name]}
                    currency={currency}
                    href={href(column.name)}
                    words={column.words}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export type MrrFigures = { month: string; currency: string; accounts: bigint } & Record<
  (typeof mrrColumns)[number],
  bigint
>;

/** What plans bring in a month, and what moved it: opening and movements come to closing. */
export function MrrTable({ rows, view }: { rows: MrrFigures[] } & View) {
  const t = useTranslations("reports");
  const monthName = useMonthName();
  if (rows.length === 0) return <p className="text-muted">{t("none")}</p>;
  return (
    <FigureTable
      caption={t("tabs.mrr")}
      of={t("month")}
      columns={mrrColumns.map((name) => ({ name, words: t(`mrr.${name}`) }))}
      rows={rows.map(({ month, currency, accounts, ...figures }) => ({
        ...{ key: `${month}${currency}`, name: monthName(month), currency, figures },
        href: (column: string) => standingHref(view, { report: "mrr", column, month, currency }),
        note: t("mrr.accounts", { currency: currency.toUpperCase(), count: Number(accounts) }),
      }))}
    />
  );
}

export type OwedFigures = {
  owed: ({ currency: string } & Record<(typeof owedColumns)[number], bigint>)[];
  documents: {
    accountId: string;
    account: string;
    invoiceId: string;
    number: string | null;
    currency: string;
    minor: bigint;
    days: number | null;
  }[];
  count: number;
};

/** What is owed, by how long it is overdue, and the documents that owe it, the longest first. */
export function OwedTables({ of: { owed, documents, count }, view }: { of: OwedFigures } & View) {
  const t = useTranslations("reports");
  if (owed.length === 0) return <p className="text-muted">{t("owed.nothing")}</p>;
  return (
    <>
      <FigureTable
        caption={t("tabs.owed")}
        of={t("filter.currency")}
        columns={owedColumns.map((name) => ({ name, words: t(`owed.${name}`) }))}
        rows={owed.map(({ currency, ...figures }) => ({
          ...{ key: currency, name: currency.toUpperCase(), currency, figures },
          href: (column: string) =>
            standingHref(view, { report: "owed", column, month: view.to, currency }),
        }))}
      />
      <p className="mb-3 text-muted">{t("owed.shown", { shown: documents.length, count })}</p>
      <ul className="divide-y divide-rule">
        {documents.map((one) => (
          <li key={one.invoiceId} data-row className="flex flex-wrap justify-between gap-x-6 py-2">
            <span className="min-w-0 wrap-anywhere">
              <Link
                href={`/staff/invoices/${one.invoiceId}`}
                prefetch={false}
                className="inline-block min-h-6 py-0.5 text-green underline underline-offset-4"
              >
                {one.number ?? one.invoiceId}
              </Link>
              {` · ${one.account}`}
              <span className="block text-small text-muted">
                {one.days === null ? t("owed.notDue") : t("owed.days", { count: one.days })}
              </span>
            </span>
            <Figure of={one.minor} currency={one.currency} />
          </li>
        ))}
      </ul>
    </>
  );
}

export type AgeFigures = { currency: string; category: string } & Record<
  (typeof ageColumns)[number],
  bigint
>;

/** RC7: what is left of credits, by category and how long ago they came. */
export function AgeTable({ rows, view }: { rows: AgeFigures[] } & View) {
  const t = useTranslations("reports");
  const c = useTranslations("credits.source");
  if (rows.length === 0) return <p className="text-muted">{t("none")}</p>;
  return (
    <FigureTable
      caption={t("tabs.ages")}
      of={t("filter.by_category")}
      columns={ageColumns.map((name) => ({ name, words: t(`ages.${name}`) }))}
      rows={rows.map(({ currency, category, ...figures }) => ({
        ...{ key: `${currency}${category}`, currency: null, figures },
        name: category ? c(category as "pack") : t("noCategory"),
        href: (column: string) =>
          standingHref(view, { report: "ages", column, month: view.to, currency, category }),
        note: t("ages.accountsIn", { currency: currency.toUpperCase() }),
      }))}
    />
  );
}
