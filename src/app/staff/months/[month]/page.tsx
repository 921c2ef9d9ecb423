import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import { addSeconds, dayOf } from "@/lib/time";
import { ClientMessages } from "@/ui/client-messages";
import { journalHref } from "@/ui/exports/address";
import { Checklist } from "@/ui/months/checklist";
import { type ListedMonth, monthName } from "@/ui/months/data";
import { MonthFigures } from "@/ui/months/figures";
import { MonthState } from "@/ui/months/state";
import { section } from "../../../(portal)/section";
import { StaffFrame } from "../../frame";
import { readOrNone } from "../../read-or-none";
import { staff, staffMember } from "../../staff";
import { Close, Progress, Reopen, Verify } from "../acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("months");
  return { title: t("title") };
}

const zone = env.HOUSE_TIMEZONE;

/** One month: how it stands, what is open of it, and what it came to. */
export default async function MonthPage({ params }: { params: Promise<{ month: string }> }) {
  const t = await getTranslations("months");
  const { role } = await staffMember();
  if (!mayStaff(role, "months:read")) notFound();
  const { month } = await params;
  const caller = await staff();
  const { months, next, last, may } = await readOrNone(() => caller.months.list());
  const found = months.find((one) => one.month === month) ?? notFound();
  const working = found.status === "closing" || found.status === "reopening";
  return (
    <StaffFrame
      here="months"
      above={[{ href: "/staff/months", name: t("title") }]}
      title={monthName(month, await getLocale())}
    >
      <ClientMessages of={["months", "settings", "shell"]}>
        <div className="mb-8 flex flex-wrap items-baseline gap-x-6 gap-y-2">
          <MonthState of={found} zone={zone} />
          {found.reason !== null && <p>{t("reopen.because", { reason: found.reason })}</p>}
          {may.reopen && last === month && found.status === "closed" && <Reopen month={month} />}
        </div>
        {working && <Progress of={found} />}
        {found.status === "open" && (await beforeClosing(found, { next, mayClose: may.close }))}
        {found.snapshot && (await afterClosing(found))}
        <p className="text-small print:hidden">
          <Link href={journalOf(found)} className="text-green underline underline-offset-4">
            {t("journal")}
          </Link>
        </p>
      </ClientMessages>
    </StaffFrame>
  );
}

function journalOf({ start, end }: ListedMonth): string {
  const [from, to] = [dayOf(start, zone), dayOf(addSeconds(end, -1), zone)];
  return journalHref({ from, to, zone });
}

async function beforeClosing(
  { month }: ListedMonth,
  { next, mayClose }: { next: string | null; mayClose: boolean },
) {
  const t = await getTranslations("months");
  const caller = await staff();
  return await section(
    t("checklist.title"),
    () => caller.months.checklist({ month }),
    (lines) => (
      <>
        <Checklist lines={lines} />
        {mayClose && lines.every(({ holds }) => holds) && next === month ? (
          <p className="mb-10">
            <Close month={month} />
          </p>
        ) : (
          <p className="mb-10 text-muted">
            {t(next === month || next === null ? "close.notYet" : "close.notNext")}
          </p>
        )}
      </>
    ),
    `/staff/months/${month}`,
  );
}

async function afterClosing({ month }: ListedMonth) {
  const t = await getTranslations("months");
  const caller = await staff();
  return await section(
    t("figures.title"),
    () => caller.months.snapshot({ month }),
    (snapshot) => (
      <>
        <MonthFigures of={snapshot} zone={zone} />
        <Verify month={month} />
      </>
    ),
    `/staff/months/${month}`,
  );
}
