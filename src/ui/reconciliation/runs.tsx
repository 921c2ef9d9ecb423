import { useLocale, useTranslations } from "next-intl";
import { Section } from "../section";
import { When } from "../when";
import type { Run } from "./data";

const cell = "py-1 pe-4";

/** On a phone: the day, and what came of it. */
const onlyWide = (column: number) => (column > 0 && column < 4 ? "max-md:hidden" : "");

/** RC6: what was compared, when, and what came of it. */
export function RunLog({ runs, zone }: { runs: Run[]; zone: string }) {
  const t = useTranslations("reconciliation.runs");
  const heads = ["day", "began", "took", "lines", "rows", "differences"] as const;
  return (
    <Section title={t("title")}>
      {runs.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <table className="w-full border-collapse">
          <caption className="sr-only">{t("title")}</caption>
          <thead>
            <tr className="border-b border-rule text-small text-muted">
              {heads.map((head, index) => (
                <th
                  key={head}
                  scope="col"
                  className={`${cell} font-normal ${index < 2 ? "text-start" : "text-end"} ${onlyWide(index)}`}
                >
                  {t(head)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <RunRow key={run.id} run={run} zone={zone} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function RunRow({ run, zone }: { run: Run; zone: string }) {
  const t = useTranslations("reconciliation.runs");
  const { totals, startedAt, endedAt } = run;
  const seconds = endedAt && Math.round((endedAt.getTime() - startedAt.getTime()) / 1_000);
  const { format } = new Intl.NumberFormat(useLocale());
  const { matched = 0, non_revenue: apart = 0 } = totals?.classes ?? {};
  const figures = [
    seconds === null ? t("isOpen") : t("seconds", { seconds }),
    format(run.listed),
    totals ? format(totals.rows) : "–",
    totals ? format(totals.rows - matched - apart) : "–",
  ];
  return (
    <tr className="border-b border-rule">
      <th scope="row" className={`${cell} whitespace-nowrap text-start font-normal`}>
        {run.day} · {run.number === 0 ? t("own") : t("asked")}
      </th>
      <td className={`${cell} ${onlyWide(1)}`}>
        <When at={startedAt} zone={zone} as="instant" />
      </td>
      {figures.map((figure, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns, always the same.
        <td key={index} className={`${cell} text-end tabular-nums ${onlyWide(index + 2)}`}>
          {figure}
        </td>
      ))}
    </tr>
  );
}
