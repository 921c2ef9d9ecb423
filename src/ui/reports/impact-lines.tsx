import Link from "next/link";
import { useTranslations } from "next-intl";
import { linkStyle } from "../credits-page/link-style";
import { type ImpactFigures, impactColumns } from "./data";
import { ImpactFigure, ImpactHead, impactStyle } from "./impact";

export type ImpactLine = Omit<ImpactFigures, "count"> & {
  id: string;
  lineId: string | null;
  reason: string;
  accountId: string;
  account: string;
  invoiceId: string | null;
  invoice: string | null;
};

/** The lines behind a row: whose document, why, and what each gave back and took back. */
export function ImpactLines({ lines, count }: { lines: ImpactLine[]; count: number }) {
  const t = useTranslations("reports");
  return (
    <>
      <div className="overflow-x-auto overscroll-x-contain">
        <table className="ledger">
          <caption className="sr-only">{t("impact.lines")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("impact.document")}</th>
              <ImpactHead />
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={`${line.id} ${line.lineId}`} data-row>
                <th scope="row" className="font-normal wrap-anywhere">
                  {line.invoiceId ? (
                    <Link href={`/staff/invoices/${line.invoiceId}`} className={linkStyle}>
                      {line.invoice ?? t("impact.noNumber")}
                    </Link>
                  ) : (
                    t("impact.noDocument")
                  )}
                  {line.lineId === null && (
                    <span className="block text-small">{t("impact.beyond")}</span>
                  )}
                  <span className="block text-small">
                    <Link href={`/staff/customers/${line.accountId}`} className={linkStyle}>
                      {line.account}
                    </Link>
                  </span>
                  <span className="block text-small text-muted">{line.reason}</span>
                </th>
                {impactColumns.map((name) => (
                  <td key={name} className={impactStyle(name)}>
                    <ImpactFigure of={line[name]} name={name} currency={line.currency} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {count > lines.length && (
        <p className="mt-4 text-muted">{t("impact.more", { count: count - lines.length })}</p>
      )}
    </>
  );
}
