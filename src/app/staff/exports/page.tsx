import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { env } from "@/env";
import { type ExportsView, exportsView, filtersOf } from "@/ui/exports/address";
import { ExportForm } from "@/ui/exports/form";
import { ExportList } from "@/ui/exports/list";
import { Section } from "@/ui/section";
import { mainButton } from "@/ui/settings/buttons";
import { section } from "../../(portal)/section";
import { StaffFrame } from "../frame";
import { staff } from "../staff";
import { ExportOf } from "./export-of";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("console.exports");
  return { title: t("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ExportsPage({ searchParams }: Props) {
  const t = await getTranslations("console.exports");
  const view = exportsView(await searchParams);
  const caller = await staff();
  const zone = env.HOUSE_TIMEZONE;
  const { before } = view;
  return (
    <StaffFrame here="exports" title={t("title")}>
      <p className="mb-8 max-w-prose text-muted">{t("intro")}</p>
      {
        await section(
          t("new"),
          () => asked(view, zone),
          (shown) => <Section title={t("new")}>{shown}</Section>,
          "/staff/exports",
        )
      }
      {
        await section(
          t("mine"),
          () => caller.exports.list({ ...(before && { before }), limit: 25 }),
          (page) => <ExportList page={page} before={before} zone={zone} />,
          "/staff/exports",
        )
      }
    </StaffFrame>
  );
}

async function asked(view: ExportsView, zone: string) {
  const caller = await staff();
  const { kinds } = await caller.exports.kinds();
  const filters = filtersOf(view);
  const timezone = view.zone ?? zone;
  return (
    <div className="mb-10">
      <ExportForm view={view} kinds={kinds} zone={zone} />
      {view.kind && (
        <ExportOf kind={view.kind} filters={filters} timezone={timezone} className={mainButton} />
      )}
    </div>
  );
}
