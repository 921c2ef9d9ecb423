import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import { section } from "../../(portal)/section";
import { StaffFrame } from "../frame";
import { staff, staffMember } from "../staff";
import { Adjustments, Refunds } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("console.inbox");
  return { title: t("title") };
}

/** What waits for a second person: one question and one section for each kind. */
export default async function ApprovalsPage() {
  const t = await getTranslations("console.inbox");
  const { role } = await staffMember();
  return (
    <StaffFrame here="approvals" title={t("title")}>
      <p className="mb-8 max-w-prose text-muted">{t("intro", { zone: env.HOUSE_TIMEZONE })}</p>
      {!mayStaff(role, "adjustments:approve") && !mayStaff(role, "refunds:approve") && (
        <p>{t("mayNot")}</p>
      )}
      {mayStaff(role, "adjustments:approve") && (await adjustments())}
      {mayStaff(role, "refunds:approve") && (await refunds())}
    </StaffFrame>
  );
}

async function adjustments() {
  const t = await getTranslations("console.inbox");
  const caller = await staff();
  return await section(
    t("adjustments"),
    () => caller.adjustments.waiting(),
    (waiting) => <Adjustments waiting={waiting} zone={env.HOUSE_TIMEZONE} />,
    "/staff/approvals",
  );
}

async function refunds() {
  const t = await getTranslations("refunds.inbox");
  const caller = await staff();
  return await section(
    t("title"),
    () => caller.refunds.waiting(),
    (waiting) => <Refunds waiting={waiting} zone={env.HOUSE_TIMEZONE} />,
    "/staff/approvals",
  );
}
