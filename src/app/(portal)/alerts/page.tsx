import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { z } from "zod";
import { isUuid } from "@/lib/ids";
import type { RuleGround, Rules as RulesData, Trigger } from "@/ui/alerts/data";
import { History } from "@/ui/alerts/history";
import { Rules } from "@/ui/alerts/rules";
import { SoftLimit } from "@/ui/alerts/soft-limit";
import { ClientMessages } from "@/ui/client-messages";
import { SectionWaiting } from "@/ui/section";
import { customer, portal, account as readAccount } from "../customer";
import { section } from "../section";
import { ActsOfRule, MakeRules } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("alerts"))("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Anything odd in the address asks for nothing. */
const id = z.string().refine(isUuid).nullable().catch(null);
const questions = z.object({ rule: id, before: id });

const shown = 20;

export default async function AlertsPage({ searchParams }: Props) {
  const t = await getTranslations("alerts");
  const { rule, before } = questions.parse(await searchParams);
  return (
    <ClientMessages of={["shell", "settings", "alerts"]}>
      <h1 className="mb-8 font-serif text-figure">{t("title")}</h1>
      <div className="space-y-12">
        <Suspense fallback={<SectionWaiting title={t("rules.title")} lines={6} />}>
          <RulesSection opened={rule} />
        </Suspense>
        <div id="history">
          <Suspense fallback={<SectionWaiting title={t("history.title")} lines={6} />}>
            <HistorySection before={before} />
          </Suspense>
        </div>
      </div>
    </ClientMessages>
  );
}

async function RulesSection({ opened }: { opened: string | null }) {
  const t = await getTranslations("alerts.rules");
  const { alerts, members } = await portal();
  const { timezone: zone } = await readAccount();
  const { userId } = await customer();
  return section(
    t("title"),
    async () => ({ found: await alerts.list(), people: await members.list() }),
    ({ found, people }) => {
      const ground: RuleGround = {
        currency: found.currency,
        hasPlan: found.plan !== null,
        members: people.members.map(({ name, email }) => ({ name, email })),
        myEmail: people.members.find((one) => one.userId === userId)?.email ?? null,
      };
      const suggested = found.rules.length === 0 ? suggestions(found) : [];
      return (
        <>
          <SoftLimit plan={found.plan} />
          <Rules
            found={found}
            zone={zone}
            actions={(rule) => (
              <ActsOfRule
                // What was saved is shown anew also where the dialog stays open.
                key={`${rule.id} ${rule.threshold}`}
                rule={rule}
                ground={ground}
                opened={rule.id === opened}
              />
            )}
            making={<MakeRules ground={ground} suggested={suggested} />}
          />
        </>
      );
    },
    "/alerts",
  );
}

/** Two to begin with: early enough to act, and the last call. */
function suggestions({ plan }: RulesData): Trigger[] {
  const soon: Trigger = { kind: "run_out", threshold: 7n };
  if (plan && plan.allowance > 0n) return [{ kind: "usage", threshold: 75n }, soon];
  return [{ kind: "balance", threshold: 1_000n }, soon];
}

async function HistorySection({ before }: { before: string | null }) {
  const t = await getTranslations("alerts.history");
  const { alerts } = await portal();
  const { timezone: zone } = await readAccount();
  return section(
    t("title"),
    () => alerts.history({ before, limit: shown }),
    (history) => <History history={history} zone={zone} />,
    "/alerts",
  );
}
