import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { env } from "@/env";
import { eventsHref, eventsView } from "@/ui/events/address";
import { EventLog } from "@/ui/events/log";
import { section } from "../../(portal)/section";
import { StaffFrame } from "../frame";
import { staff } from "../staff";
import { ReplayAllDead } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("staff.events");
  return { title: t("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function EventsPage({ searchParams }: Props) {
  const t = await getTranslations("staff.events");
  const view = eventsView(await searchParams);
  const zone = env.HOUSE_TIMEZONE;
  const caller = await staff();
  const asked = Object.fromEntries(Object.entries(view).filter(([, value]) => value !== null));
  const webhooks = (words: ReactNode) => (
    <Link href="/staff/webhooks" className="text-green underline underline-offset-4">
      {words}
    </Link>
  );
  return (
    <StaffFrame here="events" title={t("title")}>
      <p className="mb-8 max-w-prose text-muted">{t.rich("intro", { zone, webhooks })}</p>
      {
        await section(
          t("log"),
          () => caller.events.list({ ...asked, limit: 50 }),
          (page) => (
            <EventLog
              page={page}
              view={view}
              zone={zone}
              actions={page.may.replay && page.dead > 0 && <ReplayAllDead count={page.dead} />}
            />
          ),
          eventsHref(view, {}),
        )
      }
    </StaffFrame>
  );
}
