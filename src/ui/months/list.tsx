import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { linkStyle } from "../credits-page/link-style";
import { Section } from "../section";
import { When } from "../when";
import { type ListedMonth, monthName } from "./data";
import { MonthState } from "./state";

/** Every month of the books, the newest first. */
export function MonthList({ months, zone }: { months: ListedMonth[]; zone: string }) {
  const t = useTranslations("months");
  const locale = useLocale();
  if (months.length === 0) return <p className="text-muted">{t("none")}</p>;
  return (
    <Section title={t("list")}>
      <table className="w-full">
        <thead className="text-start text-small text-muted">
          <tr>
            {(["month", "state", "changed", "snapshot"] as const).map((name) => (
              <th
                key={name}
                scope="col"
                className={`py-2 pe-4 text-start font-normal ${wide.includes(name) ? "hidden md:table-cell" : ""}`}
              >
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-rule">
          {months.map((one) => (
            <tr key={one.month} data-row>
              <th scope="row" className="py-3 pe-4 text-start font-normal">
                <Link href={`/staff/months/${one.month}`} className={linkStyle}>
                  {monthName(one.month, locale)}
                </Link>
              </th>
              <td className="py-3 pe-4">
                <MonthState of={one} zone={zone} />
              </td>
              <td className="hidden py-3 pe-4 text-small text-muted md:table-cell">
                {one.changed &&
                  t.rich("by", {
                    name: one.changed.by,
                    time: () => <When at={one.changed?.at ?? one.end} zone={zone} as="instant" />,
                  })}
              </td>
              <td className="hidden py-3 text-small md:table-cell">
                {one.snapshot && <code>{one.snapshot.sha256.slice(0, 12)}</code>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

const wide: readonly string[] = ["changed", "snapshot"];
