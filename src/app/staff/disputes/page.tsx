import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { env } from "@/env";
import { queueFilters, queueHref, queueView } from "@/ui/disputes/address";
import { QueueFilter } from "@/ui/disputes/filter";
import { DisputeQueue } from "@/ui/disputes/queue";
import { DisputeTiles } from "@/ui/disputes/tiles";
import { section } from "../../(portal)/section";
import { ExportOf } from "../exports/export-of";
import { StaffFrame } from "../frame";
import { staff, staffMember } from "../staff";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("disputes.queue");
  return { title: t("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** DQ: what payers' banks took back or ask about, the soonest due first. */
export default async function DisputesPage({ searchParams }: Props) {
  const t = await getTranslations("disputes.queue");
  const view = queueView(await searchParams);
  const { staffUserId: me } = await staffMember();
  const caller = await staff();
  const zone = env.HOUSE_TIMEZONE;
  const read = async () => ({
    figures: await caller.disputes.figures(),
    ...(await caller.disputes.list({
      ...{ state: view.state, mine: view.mine, limit: 200 },
      ...(view.reason && { reason: view.reason }),
      ...(view.account && { account: view.account }),
    })),
  });
  return (
    <StaffFrame here="disputes" title={t("title")}>
      <p className="mb-8 max-w-prose text-muted">{t("intro", { zone })}</p>
      {
        await section(
          t(view.state),
          read,
          ({ figures, disputes, asOf }) => (
            <>
              <DisputeTiles of={figures} />
              <QueueFilter view={view} />
              <DisputeQueue {...{ figures, view, asOf, zone }} disputes={disputes} />
            </>
          ),
          queueHref(view, {}),
        )
      }
      <ExportOf kind="disputes" filters={queueFilters(view, me)} timezone={zone} />
    </StaffFrame>
  );
}
