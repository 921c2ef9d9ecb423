import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { env } from "@/env";
import { JournalLink } from "@/ui/auditors/months";
import { ClientMessages } from "@/ui/client-messages";
import { linkStyle } from "@/ui/credits-page/link-style";
import { monthName } from "@/ui/months/data";
import { MonthFigures } from "@/ui/months/figures";
import { section } from "../../../(portal)/section";
import { Verify } from "../../acts";
import { auditor } from "../../auditor";
import { AuditorFrame } from "../../frame";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auditors");
  return { title: t("title") };
}

/** One closed month as it was closed, whether that is unaltered, and its journal. */
export default async function AuditedMonthPage({ params }: { params: Promise<{ month: string }> }) {
  const t = await getTranslations("auditors");
  const m = await getTranslations("months.figures");
  const { caller } = await auditor();
  const { month } = await params;
  const { months } = await caller.overview();
  if (!months.some((one) => one.month === month)) notFound();
  return (
    <AuditorFrame title={monthName(month, await getLocale())}>
      <p className="mb-8 print:hidden">
        <Link href="/auditor" className={linkStyle}>
          {t("back")}
        </Link>
      </p>
      {
        await section(
          m("title"),
          () => caller.month({ month }),
          (snapshot) => (
            <MonthFigures
              of={{ ...snapshot, takenBy: null, changed: null }}
              zone={env.HOUSE_TIMEZONE}
            />
          ),
          `/auditor/months/${month}`,
        )
      }
      <ClientMessages of={["months", "settings", "shell"]}>
        <Verify month={month} />
      </ClientMessages>
      <p className="text-small print:hidden">
        <JournalLink month={month} />
      </p>
    </AuditorFrame>
  );
}
