import Link from "next/link";
import { useTranslations } from "next-intl";
import { Section } from "../section";
import { When } from "../when";
import { type ExportRow, exportHref } from "./data";
import { FilterWords, KindName, StatusWord } from "./parts";
import { Figures } from "./progress";

const link = "text-green underline underline-offset-4";
const way = "inline-block min-h-6 py-0.5 underline-offset-4 hover:underline";

type Props = {
  page: { exports: ExportRow[]; next: string | null };
  before: string | null;
  zone: string;
};

/** One's own files, the newest first. */
export function ExportList({ page, before, zone }: Props) {
  const t = useTranslations("console.exports");
  return (
    <Section title={t("mine")}>
      {page.exports.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("mine")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("file")}</th>
              <th scope="col">{t("state")}</th>
              <th scope="col" className="max-sm:hidden">
                {t("askedAt")}
              </th>
              <th scope="col" className="max-md:hidden">
                {t("keptUntil")}
              </th>
            </tr>
          </thead>
          <tbody>
            {page.exports.map((one) => (
              <Row key={one.id} of={one} zone={zone} />
            ))}
          </tbody>
        </table>
      )}
      <p className="mt-4 flex flex-wrap gap-x-6 text-small print:hidden">
        {before && (
          <Link href="/staff/exports" className={way}>
            {t("newest")}
          </Link>
        )}
        {page.next && (
          <Link href={`/staff/exports?before=${page.next}`} className={way}>
            {t("older")}
          </Link>
        )}
      </p>
    </Section>
  );
}

function Row({ of, zone }: { of: ExportRow; zone: string }) {
  const t = useTranslations("console.exports");
  return (
    <tr data-row>
      <th scope="row" className="font-normal">
        <Link href={exportHref(of.id)} className={link}>
          <KindName of={of.kind} />
        </Link>
        <span className="block">
          <FilterWords of={of} />
        </span>
      </th>
      <td>
        <StatusWord of={of.status} />
        <span className="block text-small text-muted">
          <Figures of={of} />
        </span>
        {of.status === "done" && (
          <a href={`/staff/exports/${of.id}/file`} download className={`${link} text-small`}>
            {t("download")}
          </a>
        )}
      </td>
      <td className="max-sm:hidden">
        <When at={of.createdAt} zone={zone} as="instant" />
      </td>
      <td className="max-md:hidden">
        {of.status === "done" ? <When at={of.expiresAt} zone={zone} as="instant" /> : "–"}
      </td>
    </tr>
  );
}
