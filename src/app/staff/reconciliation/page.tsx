import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { env } from "@/env";
import { ClientMessages } from "@/ui/client-messages";
import { queueHref, queueView } from "@/ui/reconciliation/address";
import { LedgerProof } from "@/ui/reconciliation/proof";
import { DifferenceQueue } from "@/ui/reconciliation/queue";
import { RunLog } from "@/ui/reconciliation/runs";
import { section } from "../../(portal)/section";
import { ExportOf } from "../exports/export-of";
import { StaffFrame } from "../frame";
import { staff, staffMember } from "../staff";
import { StandOf } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reconciliation");
  return { title: t("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** RC: whether Stripe and the books agree, what does not match, and when it was compared. */
export default async function ReconciliationPage({ searchParams }: Props) {
  const t = await getTranslations("reconciliation");
  const view = queueView(await searchParams);
  const caller = await staff();
  const zone = env.HOUSE_TIMEZONE;
  const here = queueHref(view, { after: view.after });
  const asked = {
    ...{ status: view.status, mine: view.mine, limit: 50 },
    ...(view.class && { class: view.class }),
    ...(view.after && { after: view.after }),
  };
  const fileFilters = {
    ...{ status: view.status, ...(view.class && { class: view.class }) },
    ...(view.mine && { assigned_to: (await staffMember()).staffUserId }),
  };
  return (
    <StaffFrame here="reconciliation" title={t("title")}>
      <p className="mb-8 max-w-prose text-muted">{t("intro", { zone })}</p>
      <ClientMessages of={["console", "shell", "settings", "reconciliation"]}>
        <div className="space-y-12">
          {
            await section(
              t("stands.title"),
              () => caller.reconciliation.overview(),
              (stand) => <StandOf of={stand} zone={zone} />,
              here,
            )
          }
          {
            await section(
              t("queue.title"),
              () => caller.reconciliation.differences(asked),
              ({ differences, next }) => (
                <div>
                  <DifferenceQueue {...{ differences, next, view, zone }} />
                  <ExportOf kind="differences" filters={fileFilters} timezone={zone} />
                </div>
              ),
              here,
            )
          }
          {
            await section(
              t("proof.title"),
              () => caller.reconciliation.proof(),
              (proof) => <LedgerProof of={proof} zone={zone} />,
              here,
            )
          }
          {
            await section(
              t("runs.title"),
              () => caller.reconciliation.runs({}),
              (runs) => <RunLog runs={runs} zone={zone} />,
              here,
            )
          }
        </div>
      </ClientMessages>
    </StaffFrame>
  );
}
