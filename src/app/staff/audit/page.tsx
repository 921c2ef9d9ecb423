import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import { auditFilters, auditHref, auditQuestion, auditView } from "@/ui/audit/address";
import { AuditLog } from "@/ui/audit/log";
import { section } from "../../(portal)/section";
import { ExportOf } from "../exports/export-of";
import { StaffFrame } from "../frame";
import { staff, staffMember } from "../staff";
import { Verify } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("console.audit");
  return { title: t("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AuditPage({ searchParams }: Props) {
  const t = await getTranslations("console.audit");
  const { role } = await staffMember();
  const view = auditView(await searchParams);
  const zone = env.HOUSE_TIMEZONE;
  const caller = await staff();
  return (
    <StaffFrame here="audit" title={t("title")}>
      <p className="mb-8 max-w-prose text-muted">{t("intro", { zone })}</p>
      {mayStaff(role, "audit:read") ? (
        <>
          <Verify />
          {
            await section(
              t("log"),
              () => caller.audit.list({ ...auditQuestion(view), limit: 50 }),
              (page) => <AuditLog page={page} view={view} zone={zone} />,
              auditHref(view, {}),
            )
          }
          <ExportOf kind="audit_log" filters={auditFilters(view)} timezone="UTC" />
        </>
      ) : (
        <p>{t("mayNot")}</p>
      )}
    </StaffFrame>
  );
}
