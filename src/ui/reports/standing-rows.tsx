import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { useMonthName } from "../charges/words";
import { Credits, pluralCount } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import type { StandingView } from "./address";
import { Figure } from "./figure";

type Row = {
  accountId: string;
  account: string;
  invoiceId: string | null;
  number: string | null;
  amount: bigint;
};

/** What the figure is, in words with its own numbers. */
export function StandingSaid({
  view: { report, column, month, currency, category },
  count,
  total,
}: {
  view: Pick<StandingView, "report" | "column" | "month" | "currency" | "category">;
  count: number;
  total: bigint;
}) {
  const t = useTranslations("reports");
  const c = useTranslations("credits.source");
  const monthName = useMonthName();
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

/** RC3: the accounts or documents behind a cell, each with the way to it. */
export function StandingRows({ rows, currency }: { rows: Row[]; currency: string | null }) {
  const t = useTranslations("reports.rows");
  if (rows.length === 0) return <p className="text-muted">{t("nothing")}</p>;
  return (
    <table className="ledger">
      <caption className="sr-only">{t("addUp")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("account")}</th>
          <th scope="col" className="figure">
            {t("amount")}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.invoiceId ?? row.accountId} data-row>
            <th scope="row" className="font-normal wrap-anywhere">
              <Link href={`/staff/customers/${row.accountId}`} className={linkStyle}>
                {row.account}
              </Link>
              {row.invoiceId && (
                <span className="block text-small">
                  <Link href={`/staff/invoices/${row.invoiceId}`} className={linkStyle}>
                    {row.number ?? row.invoiceId}
                  </Link>
                </span>
              )}
            </th>
            <td className="figure">
              <Figure of={row.amount} currency={currency} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
