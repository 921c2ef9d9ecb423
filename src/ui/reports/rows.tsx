import Link from "next/link";
import { useTranslations } from "next-intl";
import { When } from "../when";
import { Figure } from "./figure";

type CellRow = {
  accountId: string;
  account: string;
  version: bigint;
  position: number;
  bookedAt: Date;
  reason: string;
  from: string;
  to: string;
  asset: string;
  amount: bigint;
  invoiceId: string | null;
  number: string | null;
};

const link = "text-green underline underline-offset-4";

/** RC3: the transfers behind a cell, each with the way to its entry, its document and its account. */
export function CellRows({ rows, zone }: { rows: CellRow[]; zone: string }) {
  const t = useTranslations("reports.rows");
  if (rows.length === 0) return <p className="text-muted">{t("none")}</p>;
  return (
    <table className="ledger">
      <caption className="sr-only">{t("caption")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("account")}</th>
          <th scope="col" className="max-md:hidden">
            {t("way")}
          </th>
          <th scope="col" className="figure">
            {t("amount")}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.accountId}${row.version}.${row.position}`} data-row>
            <th scope="row" className="font-normal wrap-anywhere">
              <Link href={`/staff/customers/${row.accountId}`} className={link} prefetch={false}>
                {row.account}
              </Link>
              <span className="block text-small text-muted">
                <When at={row.bookedAt} zone={zone} as="instant" /> · {row.reason}
              </span>
              <Ways row={row} />
            </th>
            <td className="max-md:hidden">
              <code>{row.from}</code>
              {" → "}
              <code>{row.to}</code>
            </td>
            <td className="figure">
              <Figure of={row.amount} currency={row.asset === "credit" ? null : row.asset} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Ways({ row }: { row: CellRow }) {
  const t = useTranslations("reports.rows");
  return (
    <span className="flex flex-wrap gap-x-4 text-small">
      <Link
        href={`/staff/customers/${row.accountId}?entry=${row.version}`}
        className={`inline-block min-h-6 py-0.5 ${link}`}
        prefetch={false}
      >
        {t("entry", { version: String(row.version) })}
      </Link>
      {row.invoiceId && row.number && (
        <Link
          href={`/staff/invoices/${row.invoiceId}`}
          className={`inline-block min-h-6 py-0.5 ${link}`}
          prefetch={false}
        >
          {row.number}
        </Link>
      )}
    </span>
  );
}
