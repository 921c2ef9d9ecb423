import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReportView, reportHref } from "./address";
import { reportNames } from "./data";

const way =
  "inline-block min-h-6 py-0.5 underline-offset-4 hover:underline aria-[current]:underline";

/** Which report: links, whose address can be passed on. What it is narrowed to goes with it. */
export function ReportTabs({ view }: { view: ReportView }) {
  const t = useTranslations("reports");
  return (
    <nav aria-label={t("tabs.label")} className="mb-6 print:hidden">
      <ul className="flex flex-wrap gap-x-6 gap-y-1">
        {reportNames.map((report) => (
          <li key={report}>
            <Link
              href={reportHref(view, { report, by: [] })}
              aria-current={report === view.report ? "true" : undefined}
              className={way}
            >
              {t(`tabs.${report}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
