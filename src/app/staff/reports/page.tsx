import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import { type Dimension, type ReportView, reportHref, reportView } from "@/ui/reports/address";
import { problemOf } from "@/ui/reports/as-of";
import { ClearFilter, ReportFilter } from "@/ui/reports/filter";
import { NotShown } from "@/ui/reports/look-back";
import { monthsBack, monthsBetween } from "@/ui/reports/months";
import { narrowed } from "@/ui/reports/narrowed";
import { ReportTabs } from "@/ui/reports/tabs";
import { section } from "../../(portal)/section";
import { StaffFrame } from "../frame";
import { staff, staffMember } from "../staff";
import { readReport, ShownReport } from "./report";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reports");
  return { title: t("title") };
}

const zone = env.HOUSE_TIMEZONE;
type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** RC1, RC4, RC7: what became of money and credits, month by month, of all accounts. */
export default async function ReportsPage({ searchParams }: Props) {
  const t = await getTranslations("reports");
  const { role } = await staffMember();
  const asked = reportView(await searchParams);
  return (
    <StaffFrame here="reports" title={t("title")}>
      <p className="mb-8 max-w-prose text-muted">{t("intro", { zone })}</p>
      {mayStaff(role, "reports:read") ? <Report asked={asked} /> : <p>{t("mayNot")}</p>}
    </StaffFrame>
  );
}

const dimensionsOf: Record<ReportView["report"], Dimension[]> = {
  ...{ money: ["plan", "segment"], credits: ["plan", "segment", "category"] },
  ...{ revenue: ["plan", "segment", "pack"], deferred: [], units: [], ledger: [] },
  ...{ mrr: [], impact: [], owed: [], ages: [] },
};

async function Report({ asked }: { asked: ReportView }) {
  const t = await getTranslations("reports");
  const caller = await staff();
  return await section(
    t(`tabs.${asked.report}`),
    async () => {
      const choices = await caller.reports.choices();
      const to = asked.to ?? choices.month;
      const view = { ...narrowed(asked), to, from: asked.from ?? monthsBack(to, 5) };
      const problem = problemOf(view, { zone, latest: choices.known });
      return { view, choices, problem, figures: problem ? null : await readReport(caller, view) };
    },
    ({ view, choices, problem, figures }) => (
      <>
        <ReportTabs view={asked} />
        <ReportFilter
          {...{ view, choices, zone, problem, dimensions: dimensionsOf[view.report] }}
          months={monthsBetween(monthsBack(choices.month, 35), choices.month).reverse()}
        />
        <ClearFilter view={asked} />
        {problem && <NotShown of={problem} zone={zone} latest={choices.known} />}
        {figures && <ShownReport {...{ view, choices, figures }} />}
      </>
    ),
    reportHref(asked),
  );
}
