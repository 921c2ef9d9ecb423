"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Section } from "../section";
import { mainButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import type { AuditActs, Checked } from "./data";

/** AU2: follows every chain, when asked to, and names the first row that does not follow. */
export function VerifyChains({ acts }: { acts: AuditActs }) {
  const t = useTranslations("console.verify");
  const { busy, run } = useAct(acts.verify, () => null);
  const [found, setFound] = useState<Checked[]>();
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
        {found?.map(({ finding }, index) => (
          <li key={index === 0 ? "booked" : "done"} className={finding ? "text-ochre" : ""}>
            <span aria-hidden="true" className="me-1.5 text-small">
              {finding ? "▲" : "●"}
            </span>
            {finding
              ? t("broken", { account: finding.accountId ?? "–", detail: finding.detail })
              : t(index === 0 ? "booked" : "done")}
          </li>
        ))}
      </ul>
    </Section>
  );
}
