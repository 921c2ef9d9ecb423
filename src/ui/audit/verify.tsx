"use client";

import { useTranslations } from "next-intl";
import { CheckLine, CheckSection } from "../check-section";
import type { Act } from "../settings/data";
import type { AuditActs } from "./data";

/** AU2: follows every chain, when asked to, and names the first row that does not follow. */
export function VerifyChains({ acts }: { acts: AuditActs }) {
  const t = useTranslations("console.verify");
  return (
    <ChainCheck act={acts.verify}>
      {(found) =>
        found.map(({ finding }, index) => (
          <CheckLine key={index === 0 ? "booked" : "done"} holds={!finding}>
            {finding
              ? t("broken", { account: finding.accountId ?? "–", detail: finding.detail })
              : t(index === 0 ? "booked" : "done")}
          </CheckLine>
        ))
      }
    </ChainCheck>
  );
}

type Chain = { check: string; holds: boolean };

/** AU2 for an auditor: of a chain that is broken it says only that. */
export function CheckChains({ act }: { act: Act<undefined, Chain[]> }) {
  const t = useTranslations("console.verify");
  const a = useTranslations("auditors");
  return (
    <ChainCheck act={act}>
      {(found) =>
        found.map(({ check, holds }, index) => (
          <CheckLine key={check} holds={holds}>
            {holds ? t(index === 0 ? "booked" : "done") : a("broken")}
          </CheckLine>
        ))
      }
    </ChainCheck>
  );
}

type Props<Found> = Pick<Parameters<typeof CheckSection<undefined, Found>>[0], "act" | "children">;

function ChainCheck<Found>({ act, children }: Props<Found>) {
  const t = useTranslations("console.verify");
  const words = { title: t("title"), text: t("text"), button: t("button"), busy: t("busy") };
  return (
    <CheckSection {...{ words, act }} input={undefined} className="mb-12">
      {children}
    </CheckSection>
  );
}
