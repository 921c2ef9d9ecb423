"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Section } from "../section";
import { mainButton } from "../settings/buttons";
import type { Act } from "../settings/data";
import { useAct } from "../settings/use-act";

type Chain = { check: string; holds: boolean };

/** AU2 for an auditor: follows every chain, and says of each whether it holds. */
export function CheckChains({ act }: { act: Act<undefined, Chain[]> }) {
  const t = useTranslations("console.verify");
  const a = useTranslations("auditors");
  const { busy, run } = useAct(act, () => null);
  const [found, setFound] = useState<Chain[]>();
  return (
    <Section title={t("title")} className="mb-12 print:hidden">
      <p className="mb-4 max-w-prose text-muted">{t("text")}</p>
      <button
        type="button"
        disabled={busy}
        onClick={async () => {
          const done = await run(undefined);
          if (done?.ok) setFound(done.value);
        }}
        className={mainButton}
      >
        {busy ? t("busy") : t("button")}
      </button>
      <ul aria-live="polite" className="mt-4">
        {found?.map(({ check, holds }, index) => (
          <li key={check} className={holds ? "" : "text-ochre"}>
            <span aria-hidden="true" className="me-1.5 text-small">
              {holds ? "●" : "▲"}
            </span>
            {holds ? t(index === 0 ? "booked" : "done") : a("broken")}
          </li>
        ))}
      </ul>
    </Section>
  );
}
