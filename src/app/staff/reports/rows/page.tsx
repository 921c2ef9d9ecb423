import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import { type CellView, cellView, nextHref } from "@/ui/reports/address";
import { asOfIn } from "@/ui/reports/as-of";
import { CellRows } from "@/ui/reports/rows";
import { CellSaid } from "@/ui/reports/said";
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

/** RC3, RC9: a cell as a sentence, and the transfers that add up to it. */
export default async function CellPage({ searchParams }: Props) {
  const t = await getTranslations("reports");
  const { role } = await staffMember();
  const query = await searchParams;
  const view = cellView(query);
  if (!view) notFound();
  const above = [{ href: `/staff/reports?report=${view.report}`, name: t("title") }];
  const name = t(`columns.${view.report}.${view.column}` as "columns.money.net");
  return (
    <StaffFrame here="reports" above={above} title={name}>
      {mayStaff(role, "reports:read") ? <Cell {...{ view, query }} /> : <p>{t("mayNot")}</p>}
    </StaffFrame>
  );
}

async function Cell({ view, query }: { view: CellView; query: Query }) {
  const t = await getTranslations("reports");
  const caller = await staff();
  return await section(
    t("rows.title"),
    () => caller.reports.cell(questionOf(view)),
    (cell) => (
      <Section title={t("rows.title")}>
        <CellSaid view={view} cell={cell} />
        <CellRows rows={cell.rows} zone={env.HOUSE_TIMEZONE} />
        {cell.next && (
          <Link
            href={nextHref(query, cell.next)}
            className="mt-4 inline-block min-h-6 py-0.5 text-green underline underline-offset-4"
          >
            {t("rows.more")}
          </Link>
        )}
      </Section>
    ),
    nextHref(query, view.after ?? { accountId: "", version: 0n, position: 0 }),
  );
}

function questionOf(view: CellView) {
  const { report, column, month, currency, plan, segment, category, pack, after } = view;
  const asOf = asOfIn(view, env.HOUSE_TIMEZONE);
  return {
    ...{ report, column, month, currency, limit: 50 },
    ...(plan !== null && { plan }),
    ...(segment !== null && { segment }),
    ...(category !== null && { category }),
    ...(pack !== null && { pack }),
    ...(asOf && { asOf }),
    ...(after && { after }),
  };
}
