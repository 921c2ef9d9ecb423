import { TRPCError } from "@trpc/server";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { reportError } from "@/lib/report-error";
import { Coverage } from "@/ui/explain/coverage";
import { portalCoverage } from "@/ui/explain/coverage-data";
import { SectionFailed } from "@/ui/section";
import { portal, account as readAccount } from "../../../../customer";

export const dynamic = "force-dynamic";

type Props = { params: Promise<{ id: string; line: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("explain.coverage");
  return { title: t("title") };
}

/** What usage a line of an invoice covers; read whole before any of it is shown. */
export default async function LinePage({ params }: Props) {
  const t = await getTranslations("explain.coverage");
  const { id, line } = await params;
  if (!z.uuid().safeParse(line).success) notFound();
  const { timezone: zone } = await readAccount();
  const shown = await read(line.toLowerCase()).catch((error: unknown) => {
    if (error instanceof TRPCError && error.code === "NOT_FOUND") notFound();
    return { errorId: reportError(error) };
  });
  return (
    <>
      <h1 className="mb-6 font-serif text-figure">{t("title")}</h1>
      {"errorId" in shown ? (
        <SectionFailed
          title={t("line")}
          errorId={shown.errorId}
          href={`/invoices/${id}/lines/${line}`}
        />
      ) : (
        <Coverage of={shown} place={portalCoverage} zone={zone} />
      )}
    </>
  );
}

async function read(lineId: string) {
  return await (await portal()).invoices.coverage({ lineId });
}
