import { useTranslations } from "next-intl";
import { reportView } from "../reports/address";
import type { MatrixName, MatrixRow } from "../reports/data";
import { Matrix } from "../reports/matrix";
import { Section } from "../section";
import { When } from "../when";

export const reportsShown = [
  "money",
  "revenue",
  "credits",
  "deferred",
] as const satisfies MatrixName[];

type Props = { report: MatrixName; rows: MatrixRow[]; known: Date; zone: string };

/** A report over the months of the link, whose cells lead nowhere: the journal has the rows. */
export function AuditedReport({ report, rows, known, zone }: Props) {
  const t = useTranslations("reports");
  const note = t.rich("asOf", { at: () => <When at={known} zone={zone} as="instant" /> });
  return (
    <Section title={t(`tabs.${report}`)} note={note} className="mb-12">
      <p className="mb-6 max-w-prose text-muted">{t(`about.${report}`)}</p>
      <Matrix {...{ report, rows }} view={reportView({ report })} closed />
    </Section>
  );
}
