import Link from "next/link";
import { useTranslations } from "next-intl";
import { linkStyle, smallLinkStyle } from "../credits-page/link-style";
import { type Choices, type ImpactFigures, impactColumns } from "./data";
import { ImpactFigure, ImpactHead, impactStyle } from "./impact";
import { ImpactLineSaid, ImpactSaid } from "./impact-said";

export type ImpactLine = Omit<ImpactFigures, "count"> & {
  id: string;
  lineId: string | null;
  reason: string;
  accountId: string;
  account: string;
  invoiceId: string | null;
  invoice: string | null;
};

type Props = {
  lines: ImpactLine[];
  count: number;
  total: ImpactFigures | null;
  choices: Pick<Choices, "plans" | "packs">;
};

/** The lines behind a row: what all of them came to, whose document, why, and what each gave back and took back. */
export function ImpactLines({ lines, count, total, choices }: Props) {
  const t = useTranslations("reports");
  if (total === null) return <p className="text-muted">{t("impact.none")}</p>;
  return (
    <>
      <ImpactSaid of={total} choices={choices} />
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
                <th scope="row" className="font-normal wrap-anywhere sm:min-w-56">
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
                  <ImpactLineSaid of={line} />
                  <Link href={cameOf(line)} prefetch={false} className={smallLinkStyle}>
                    {t(`impact.way.${line.of}`)}
                  </Link>
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

/** The dispute, or the refund among those of its invoice. */
function cameOf({ of, id, invoiceId }: ImpactLine): string {
  return of === "dispute" ? `/staff/disputes/${id}` : `/staff/invoices/${invoiceId}#refund-${id}`;
}
