"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Section } from "../section";
import { mainButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import type { MonthActs, Verified } from "./data";

/** Whether a snapshot is as it was kept, and the ledger still adds up to it. */
export function VerifyMonth({ month, verify }: { month: string; verify: MonthActs["verify"] }) {
  const t = useTranslations("months.verify");
  const { busy, run } = useAct(verify, () => null);
  const [found, setFound] = useState<Verified>();
  return (
    <Section title={t("title")} className="mb-10 print:hidden">
      <p className="mb-4 max-w-prose text-muted">{t("text")}</p>
      <button
        type="button"
        disabled={busy}
        className={mainButton}
        onClick={async () => {
          const done = await run({ month });
          if (done?.ok) setFound(done.value);
        }}
      >
        {busy ? t("busy") : t("button")}
      </button>
      <ul aria-live="polite" className="mt-4">
        {found && <Answers of={found} />}
      </ul>
    </Section>
  );
}

function Answers({ of: { kept, hashed, noted, now } }: { of: Verified }) {
  const t = useTranslations("months.verify");
  const answers = [
    { same: hashed === kept, words: hashed === kept ? t("hashed") : t("notHashed") },
    { same: noted === kept, words: noted === kept ? t("noted") : t("notNoted") },
    now === null
      ? { same: true, words: t("open") }
      : { same: now === kept, words: now === kept ? t("now") : t("notNow") },
  ];
  return answers.map(({ same, words }) => (
    <li key={words} className={same ? "" : "text-ochre"}>
      <span aria-hidden="true" className="me-1.5 text-small">
        {same ? "●" : "▲"}
      </span>
      {words}
    </li>
  ));
}
