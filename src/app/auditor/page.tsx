import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { env } from "@/env";
import { AuditedMonths } from "@/ui/auditors/months";
import { AuditedReport, reportsShown } from "@/ui/auditors/report";
import { ClientMessages } from "@/ui/client-messages";
import type { MatrixRow } from "@/ui/reports/data";
import { section } from "../(portal)/section";
import { Chains } from "./acts";
import { auditor } from "./auditor";
import { AuditorFrame } from "./frame";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auditors");
  return { title: t("title") };
}

/** RC10: closed months with their hashes, what they came to, and the chains everything hangs on. */
export default async function AuditorPage() {
  const t = await getTranslations("auditors");
  const r = await getTranslations("reports.tabs");
  const { caller } = await auditor();
  const zone = env.HOUSE_TIMEZONE;
  const { months } = await caller.overview();
  const reports = months.length === 0 ? [] : reportsShown;
  return (
    <AuditorFrame title={t("title")}>
      <AuditedMonths months={months} zone={zone} />
      <ClientMessages of={["console", "auditors", "settings", "shell"]}>
        <Chains />
      </ClientMessages>
      {
        await Promise.all(
          reports.map((report) =>
            section(
              r(report),
              () => caller.report({ report }),
              ({ rows, asOf }) => (
                <AuditedReport
                  key={report}
                  {...{ report, zone, known: asOf.known }}
                  rows={rows as MatrixRow[]}
                />
              ),
              "/auditor",
            ),
          ),
        )
      }
    </AuditorFrame>
  );
}
