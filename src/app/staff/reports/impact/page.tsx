import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import { type ImpactView, impactHref, impactView } from "@/ui/reports/address";
import { asOfIn } from "@/ui/reports/as-of";
import { ImpactLines } from "@/ui/reports/impact-lines";
import { Section } from "@/ui/section";
import { section } from "../../../(portal)/section";
import { StaffFrame } from "../../frame";
import { staff, staffMember } from "../../staff";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reports");
  return { title: t("tabs.impact") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The lines behind a row of the impact of refunds; all of them add up to it. */
export default async function ImpactPage({ searchParams }: Props) {
  const t = await getTranslations("reports");
  const { role } = await staffMember();
  const view = impactView(await searchParams) ?? notFound();
  const above = [{ href: "/staff/reports?report=impact", name: t("title") }];
  return (
    <StaffFrame here="reports" above={above} title={t("tabs.impact")}>
      {mayStaff(role, "reports:read") ? await lines(view) : <p>{t("mayNot")}</p>}
    </StaffFrame>
  );
}

async function lines({ booked, known, ...cell }: ImpactView) {
  const t = await getTranslations("reports");
  const caller = await staff();
  const asOf = asOfIn({ booked, known }, env.HOUSE_TIMEZONE);
  return await section(
    t("impact.lines"),
    async () => ({
      ...(await caller.reports.refundImpactLines({ ...cell, ...(asOf && { asOf }) })),
      choices: await caller.reports.choices(),
    }),
    ({ rows, choices }) => (
      <Section title={t("impact.lines")}>
        <ImpactLines {...rows} choices={choices} />
      </Section>
    ),
    impactHref({ booked, known }, cell),
  );
}
