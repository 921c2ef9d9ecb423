import Link from "next/link";
import { useTranslations } from "next-intl";
import { Section } from "../section";
import { When } from "../when";
import type { History as HistoryData } from "./data";
import { Told } from "./rules";
import { FiredSentence } from "./words";

/** AL4: what was told, when and to whom, also by rules that are gone. */
export function History({ history, zone }: { history: HistoryData; zone: string }) {
  const t = useTranslations("alerts.history");
  const { firings, currency, next } = history;
  return (
    <Section title={t("title")}>
      {firings.length === 0 ? (
        <p>{t("none")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("caption")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("at")}</th>
              <th scope="col">{t("what")}</th>
              <th scope="col" className="max-md:hidden">
                {t("told")}
              </th>
            </tr>
          </thead>
          <tbody>
            {firings.map((firing) => (
              <tr key={firing.id} data-row>
                <td>
                  <When at={firing.firedAt} zone={zone} as="instant" />
                </td>
                <td className="wrap-anywhere">
                  <FiredSentence firing={firing} currency={currency} zone={zone} />
                </td>
                <td className="wrap-anywhere text-muted! max-md:hidden">
                  <Told rule={firing} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {next && (
        <p className="mt-4">
          <Link
            href={`/alerts?before=${next}#history`}
            prefetch={false}
            className="inline-block min-h-6 text-green underline decoration-rule underline-offset-4 hover:decoration-current"
          >
            {t("older")}
          </Link>
        </p>
      )}
    </Section>
  );
}
