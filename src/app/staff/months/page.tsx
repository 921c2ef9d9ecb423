import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import { ClientMessages } from "@/ui/client-messages";
import { MonthList } from "@/ui/months/list";
import { section } from "../../(portal)/section";
import { StaffFrame } from "../frame";
import { staff, staffMember } from "../staff";
import { Auditors } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("months");
  return { title: t("title") };
}

/** RC8: every month of the books, and how it stands. */
export default async function MonthsPage() {
  const t = await getTranslations("months");
  const { role } = await staffMember();
  const caller = await staff();
  const zone = env.HOUSE_TIMEZONE;
  return (
    <StaffFrame here="months" title={t("title")}>
      <p className="mb-8 max-w-prose text-muted">{t("intro", { zone })}</p>
      {mayStaff(role, "months:read") ? (
        await section(
          t("list"),
          () => caller.months.list(),
          ({ months }) => <MonthList months={months} zone={zone} />,
          "/staff/months",
        )
      ) : (
        <p>{t("mayNot")}</p>
      )}
      {mayStaff(role, "auditors:manage") && (await auditors(zone))}
    </StaffFrame>
  );
}

async function auditors(zone: string) {
  const t = await getTranslations("auditors.links");
  const caller = await staff();
  return await section(
    t("title"),
    async () => ({ links: await caller.auditors.list(), ...(await caller.months.list()) }),
    ({ links, months }) => {
      const closed = months.filter(({ status }) => status === "closed").map(({ month }) => month);
      return (
        <ClientMessages of={["auditors", "console", "settings", "shell", "webhooks"]}>
          <Auditors {...{ links, closed, zone }} />
        </ClientMessages>
      );
    },
    "/staff/months",
  );
}
