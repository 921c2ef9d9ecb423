import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { env } from "@/env";
import { fileFilters, type ReportView, reportHref } from "@/ui/reports/address";
import { asOfIn, saidFor } from "@/ui/reports/as-of";
import type {
  Choices,
  ImpactFigures,
  LedgerFigures,
  MatrixRow,
  UnitFigures,
} from "@/ui/reports/data";
import { ImpactTable } from "@/ui/reports/impact";
import { Matrix } from "@/ui/reports/matrix";
import { monthsBetween } from "@/ui/reports/months";
import { RevenueChart } from "@/ui/reports/revenue-chart";
import {
  type AgeFigures,
  AgeTable,
  type MrrFigures,
  MrrTable,
  type OwedFigures,
  OwedTables,
} from "@/ui/reports/standing";
import { TrialBalance } from "@/ui/reports/trial-balance";
import { UnitTable } from "@/ui/reports/units";
import { Section } from "@/ui/section";
import { When } from "@/ui/when";
import { Ask } from "../exports/acts";
import type { staff } from "../staff";

const zone = env.HOUSE_TIMEZONE;

type Months = ReportView & { from: string; to: string };
type Answer = { asOf: { at: Date | null; known: Date }; rows: unknown };

/** The figures of the report that is asked for. */
export async function readReport(
  { reports }: Awaited<ReturnType<typeof staff>>,
  view: Months,
): Promise<Answer> {
  const { from, to, currency, plan, segment, by } = view;
  const asOf = asOfIn(view, zone);
  const question = {
    ...{ from, to, by, asOf },
    ...(currency && { currency }),
    ...(plan && { plan }),
    ...(segment && { segment }),
  };
  if (view.report === "ledger") return await reports.trialBalance({ through: to, asOf });
  const standing = {
    ...{ through: to, asOf },
    ...(currency && { currency }),
    ...(segment && { segment }),
  };
  if (view.report === "owed") return await reports.receivables(standing);
  if (view.report === "ages") return await reports.creditAges(standing);
  if (view.report === "impact") return await reports.refundImpact(question);
  if (view.report === "units") return await reports.unitEconomics(question);
  return await reports[view.report](question);
}

type Props = { view: Months; choices: Choices; figures: Answer };

export async function ShownReport({ view, choices, figures }: Props) {
  const t = await getTranslations("reports");
  const { asOf } = figures;
  const note = t.rich(asOf.at ? "asOfBooked" : "asOf", {
    at: () => <When at={asOf.known} zone={zone} as="instant" />,
    booked: () => asOf.at && <When at={asOf.at} zone={zone} as="instant" />,
  });
  return (
    <Section title={t(`tabs.${view.report}`)} note={note} className="mt-6">
      <p className="mb-6 max-w-prose text-muted">{t(`about.${view.report}`)}</p>
      <Figures {...{ view, choices, figures }} />
      <p className="mt-4 flex flex-wrap items-baseline gap-x-6 gap-y-2">
        <Ask
          of={{
            ...{ kind: `report_${view.report}`, filters: fileFilters(view), more: false },
            ...{ timezone: zone, rows: countOf(figures) },
          }}
        />
        <Link
          href={reportHref({ ...view, known: saidFor(asOf.known, zone) })}
          prefetch={false}
          className="inline-block min-h-6 py-0.5 text-green underline underline-offset-4 print:hidden"
        >
          {t("keep")}
        </Link>
      </p>
    </Section>
  );
}

/** How many rows the report's file has; of what is owed, a row a document. */
function countOf({ rows }: Answer): number {
  return Array.isArray(rows) ? rows.length : (rows as OwedFigures).count;
}

function Figures({ view, choices, figures }: Props) {
  if (view.report === "ledger") return <TrialBalance rows={figures.rows as LedgerFigures[]} />;
  if (view.report === "units") {
    return <UnitTable rows={figures.rows as UnitFigures[]} choices={choices} />;
  }
  if (view.report === "impact") {
    return <ImpactTable rows={figures.rows as ImpactFigures[]} view={view} choices={choices} />;
  }
  if (view.report === "mrr") {
    return <MrrTable rows={figures.rows as MrrFigures[]} view={view} />;
  }
  if (view.report === "owed") return <OwedTables of={figures.rows as OwedFigures} view={view} />;
  if (view.report === "ages") return <AgeTable rows={figures.rows as AgeFigures[]} view={view} />;
  const rows = figures.rows as MatrixRow[];
  const months = monthsBetween(view.from, view.to);
  const currencies = view.report === "revenue" ? [...new Set(rows.map((row) => row.currency))] : [];
  return (
    <>
      {currencies.map((currency) => (
        <RevenueChart key={currency} {...{ rows, view, currency, months }} />
      ))}
      <Matrix report={view.report} rows={rows} view={view} choices={choices} />
    </>
  );
}
