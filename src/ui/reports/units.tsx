import { useTranslations } from "next-intl";
import { useMonthName } from "../charges/words";
import type { Choices, UnitFigures } from "./data";
import { Figure } from "./figure";

/** What 1,000 credits brought, by plan and for packs; what was given away stands beside it. */
export function UnitTable({ rows, choices }: { rows: UnitFigures[]; choices: Choices }) {
  const t = useTranslations("reports");
  const monthName = useMonthName();
  if (rows.length === 0) return <p className="text-muted">{t("none")}</p>;
  const nameOf = ({ of, plan }: UnitFigures) =>
    of === "plan"
      ? (choices.plans.find(({ code }) => code === plan)?.name ?? plan ?? t("noPlan"))
      : t(`units.${of}`);
  return (
    <div className="overflow-x-auto overscroll-x-contain">
      <table className="ledger">
        <caption className="sr-only">{t("tabs.units")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("month")}</th>
            <th scope="col" className="figure max-sm:hidden">
              {t("units.revenue")}
            </th>
            <th scope="col" className="figure">
              {t("units.credits")}
            </th>
            <th scope="col" className="figure">
              {t("units.perThousand")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={JSON.stringify([row.month, row.currency, row.of, row.plan])} data-row>
              <th scope="row" className="font-normal">
                {nameOf(row)}
                <span className="block text-small text-muted">
                  {monthName(row.month)} · {row.currency.toUpperCase()}
                </span>
              </th>
              <td className="figure max-sm:hidden">
                <Figure of={row.revenue} currency={row.currency} />
              </td>
              <td className="figure">
                <Figure of={row.credits} currency={null} />
              </td>
              <td className="figure">
                {row.perThousand === null ? (
                  "–"
                ) : (
                  <Figure of={row.perThousand} currency={row.currency} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
