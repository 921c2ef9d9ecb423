import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import { section } from "../../(portal)/section";
import { StaffFrame } from "../frame";
import { staff, staffMember } from "../staff";
import { People } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("console.people");
  return { title: t("title") };
}

export default async function PeoplePage() {
  const t = await getTranslations("console.people");
  const { role } = await staffMember();
  const caller = await staff();
  return (
    <StaffFrame here="people" title={t("title")}>
      <p className="mb-8 max-w-prose text-muted">{t("intro")}</p>
      {mayStaff(role, "staff:manage") ? (
        await section(
          t("list"),
          () => caller.people.list(),
          (found) => <People {...found} zone={env.HOUSE_TIMEZONE} />,
          "/staff/people",
        )
      ) : (
        <p>{t("mayNot")}</p>
      )}
    </StaffFrame>
  );
}
