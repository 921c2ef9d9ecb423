"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { formatMoney } from "@/lib/money";
import { numberLocale } from "@/messages/locales";
import { formatCredits } from "../credits";
import { formatWhen } from "../format";
import { quietButton } from "../settings/buttons";
import type { BackTest, RuleActs, Trigger } from "./data";

const shown = 6;

/** AL7: on which of the last 90 days the rule would have fired, before anybody relies on it. */
export function LookBack({ trigger, act }: { trigger: Trigger | null; act: RuleActs["backTest"] }) {
  const t = useTranslations("alerts.lookBack");
  const [seen, setSeen] = useState<{ of: Trigger; test: BackTest | null } | null>(null);
  const [busy, setBusy] = useState(false);
  // Of another threshold it says nothing.
  const current =
    seen?.of.kind === trigger?.kind && seen?.of.threshold === trigger?.threshold ? seen : null;

  async function look() {
    if (!trigger || busy) return;
    setBusy(true);
    const done = await act(trigger);
    setBusy(false);
    setSeen({ of: trigger, test: done.ok ? done.value : null });
  }

  return (
    <div>
      <button
        type="button"
        disabled={!trigger || busy}
        onClick={() => void look()}
        className={quietButton}
      >
        {t("ask")}
      </button>
      <div aria-live="polite" className="text-small">
        {current && (current.test ? <Answer of={current.of} test={current.test} /> : t("failed"))}
      </div>
    </div>
  );
}

function Answer({ of: { kind }, test }: { of: Trigger; test: BackTest }) {
  const t = useTranslations("alerts.lookBack");
  const locale = useLocale();
  const { fired, days, currency } = test;
  if (fired === null) return <p>{t("cannot")}</p>;
  const figureOf = (figure: bigint) =>
    kind === "spend"
      ? formatMoney({ minor: figure, currency }, numberLocale(locale))
      : formatCredits(figure, locale);
  const latest = fired.slice(-shown).map(({ day, figure, about }) => {
    const when = formatWhen(new Date(`${day}T00:00:00Z`), { zone: "UTC", as: "day", locale });
    if (kind === "usage" || kind === "spike" || kind === "spend" || kind === "balance")
      return t("time", { when, what: t(`figure.${kind}`, { figure: figureOf(figure ?? 0n) }) });
    return about ? t("time", { when, what: about }) : when;
  });
  return (
    <>
      <p>{t("times", { count: fired.length, days })}</p>
      {latest.length > 0 && (
        <ul className="mt-1">
          {latest.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is told anew as a whole
            <li key={index}>{line}</li>
          ))}
        </ul>
      )}
      <p className="mt-1 text-muted">{t("how")}</p>
    </>
  );
}
