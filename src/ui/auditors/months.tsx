import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { linkStyle } from "../credits-page/link-style";
import { monthName } from "../months/data";
import { Section } from "../section";
import { When } from "../when";
import type { AuditedMonth } from "./data";

/** The months of the link as they were closed. */
export function AuditedMonths({ months, zone }: { months: AuditedMonth[]; zone: string }) {
  const t = useTranslations("auditors");
  const locale = useLocale();
  return (
    <Section title={t("months")} className="mb-12">
      {months.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("months")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("month")}</th>
              <th scope="col" className="max-md:hidden">
                {t("closed")}
              </th>
              <th scope="col">{t("hash")}</th>
              <th scope="col">{t("file")}</th>
            </tr>
          </thead>
          <tbody>
            {months.map(({ month, takenAt, sha256 }) => (
              <tr key={month} data-row>
                <th scope="row" className="font-normal">
                  <Link href={`/auditor/months/${month}`} className={linkStyle}>
                    {monthName(month, locale)}
                  </Link>
                </th>
                <td className="max-md:hidden">
                  <When at={takenAt} zone={zone} as="instant" />
                </td>
                <td className="text-small wrap-anywhere">
                  <code>{sha256}</code>
                </td>
                <td>
                  <JournalLink month={month} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

export function JournalLink({ month }: { month: string }) {
  const t = useTranslations("auditors");
  const name = monthName(month, useLocale());
  return (
    <a href={`/auditor/months/${month}/journal`} download className={linkStyle}>
      {t("journal")}
      <span className="sr-only"> {name}</span>
    </a>
  );
}
