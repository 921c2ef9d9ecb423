"use client";

import { useTranslations } from "next-intl";
import { CheckLine, CheckSection } from "../check-section";
import type { MonthActs, Verified } from "./data";

/** Whether a snapshot is as it was kept, and the ledger still adds up to it. */
export function VerifyMonth({ month, verify }: { month: string; verify: MonthActs["verify"] }) {
  const t = useTranslations("months.verify");
  const words = { title: t("title"), text: t("text"), button: t("button"), busy: t("busy") };
  return (
    <CheckSection {...{ words, act: verify }} input={{ month }} className="mb-10">
      {(found) => <Answers of={found} />}
    </CheckSection>
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
    <CheckLine key={words} holds={same}>
      {words}
    </CheckLine>
  ));
}
