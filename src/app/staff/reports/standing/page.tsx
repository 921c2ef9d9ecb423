import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import { type StandingView, standingView } from "@/ui/reports/address";
import { asOfIn } from "@/ui/reports/as-of";
import { StandingRows } from "@/ui/reports/rows";
import { StandingSaid } from "@/ui/reports/said";
import { Section } from "@/ui/section";
import { section } from "../../../(portal)/section";
import { StaffFrame } from "../../frame";
import { staff, staffMember } from "../../staff";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reports.rows");
  return { title: t("title") };
}

type Query = Record<string, string | string[] | undefined>;
type Props = { searchParams: Promise<Query> };
const limit = 50;

/** RC3, RC9: a cell of recurring revenue or of an ageing as a sentence, and the accounts or documents that add up to it. */
export default async function StandingPage({ searchParams }: Props) {
  const t = await getTranslations("reports");
  const { role } = await staffMember();
  const query = await searchParams;
  const view = standingView(query) ?? notFound();
  const above = [{ href: `/staff/reports?report=${view.report}`, name: t("title") }];
  const name = t(`${view.report}.${view.column}` as "mrr.opening");
  return (
    <StaffFrame here="reports" above={above} title={`${t(`tabs.${view.report}`)}: ${name}`}>
      {mayStaff(role, "reports:read") ? await rows(view, query) : <p>{t("mayNot")}</p>}
    </StaffFrame>
  );
}

async function rows({ booked, known, ...view }: StandingView, query: Query) {
  const t = await getTranslations("reports");
  const caller = await staff();
  const { category, segment, skip } = view;
  const asOf = asOfIn({ booked, known }, env.HOUSE_TIMEZONE);
  const asked = {
    ...{ ...view, limit, category: category ?? undefined, segment: segment ?? undefined },
    ...(asOf && { asOf }),
  };
  return await section(
    t("rows.title"),
    () => caller.reports.standingCell(asked),
    ({ rows: { page, count, total } }) => (
      <Section title={t("rows.title")}>
        <StandingSaid view={view} count={count} total={total} />
        <StandingRows rows={page} currency={view.report === "ages" ? null : view.currency} />
        {skip + page.length < count && (
          <Link
            href={from(query, skip + limit)}
            className="mt-4 inline-block min-h-6 py-0.5 text-green underline underline-offset-4"
          >
            {t("rows.more")}
          </Link>
        )}
      </Section>
    ),
    from(query, skip),
  );
}

/** The same cell from another of its rows on. */
function from(query: Query, skip: number): string {
  const said = Object.entries(query).filter(([, value]) => typeof value === "string");
  const params = new URLSearchParams(said as [string, string][]);
  params.set("skip", String(skip));
  return `/staff/reports/standing?${params}`;
}
