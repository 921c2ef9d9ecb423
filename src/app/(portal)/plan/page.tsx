import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { ClientMessages } from "@/ui/client-messages";
import { Current } from "@/ui/plan/current";
import type { CurrentPlan } from "@/ui/plan/data";
import { Options } from "@/ui/plan/options";
import { WaitingNote } from "@/ui/plan/waiting";
import { SectionWaiting } from "@/ui/section";
import { UndoWaiting } from "../acts";
import { customer, portal, account as readAccount } from "../customer";
import { Pay } from "../pay";
import { section } from "../section";
import { CancelSheet, ChangeSheet } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("plan");
  return { title: t("title") };
}

type Search = { to?: string; cancel?: string; interval?: string };
type Props = { searchParams: Promise<Search> };

export default async function PlanPage({ searchParams }: Props) {
  const t = await getTranslations("plan");
  await customer();
  const search = await searchParams;
  return (
    <ClientMessages of={["pay", "plan", "preview", "shell"]}>
      <h1 className="mb-8 font-serif text-figure">{t("title")}</h1>
      <div className="space-y-12">
        <Suspense fallback={<SectionWaiting title={t("current.title")} lines={8} />}>
          <CurrentSection />
        </Suspense>
        <Suspense fallback={<SectionWaiting title={t("options.title")} lines={12} />}>
          <OptionsSection search={search} />
        </Suspense>
      </div>
    </ClientMessages>
  );
}

async function CurrentSection() {
  const t = await getTranslations("plan.current");
  const { plan } = await portal();
  const { timezone: zone } = await readAccount();
  return section(
    t("title"),
    () => plan.current(),
    (current) => (
      <Current current={current} zone={zone} waiting={<WaitingNotes of={current} zone={zone} />} />
    ),
    "/plan",
  );
}

function WaitingNotes({ of: { waiting, may }, zone }: { of: CurrentPlan; zone: string }) {
  return waiting.map((one) => (
    <WaitingNote
      key={one.waitsFor}
      of={one}
      zone={zone}
      actions={
        may.change && (
          <>
            {one.invoice && <Pay invoiceId={one.invoice.id} brings="credits" />}
            <UndoWaiting />
          </>
        )
      }
    />
  ));
}

async function OptionsSection({ search }: { search: Search }) {
  const t = await getTranslations("plan.options");
  const { plan } = await portal();
  const { timezone: zone } = await readAccount();
  return section(
    t("title"),
    async () => ({ options: await plan.options(), current: await plan.current() }),
    ({ options, current }) => {
      const chosen = options.items.find((one) => one.plan === search.to && !one.isCurrent);
      const interval = search.interval ?? chosen?.interval;
      const back = interval === "year" ? "/plan?interval=year" : "/plan";
      const { asOf, taxMissing } = current;
      const isFirst = current.plan === null;
      return (
        <>
          <Options {...{ options, current }} interval={interval === "year" ? "year" : "month"} />
          {chosen && current.may.change && (
            <ChangeSheet
              key={chosen.plan}
              {...{ zone, asOf, taxMissing, back, isFirst }}
              code={chosen.plan}
              plan={chosen.name}
              choices={isFirst || current.plan?.inTrial ? ["now"] : ["now", "period_end"]}
              first={chosen.when}
            />
          )}
          {search.cancel && current.plan && current.may.change && (
            <CancelSheet
              {...{ zone, asOf, taxMissing, back }}
              plan={current.plan.name}
              choices={["period_end", "now"]}
              first="period_end"
            />
          )}
        </>
      );
    },
    "/plan",
  );
}
