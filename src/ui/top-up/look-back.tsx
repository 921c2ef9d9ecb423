"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { formatMoney } from "@/lib/money";
import { numberLocale } from "@/messages/locales";
import { formatWhen } from "../format";
import { quietButton } from "../settings/buttons";
import type { BackTest, Rule, TopUpActs } from "./data";

const shown = 6;

/** CP8: what it would have bought on the last 90 days, before anybody relies on it. */
export function LookBack({ rule, act }: { rule: Rule | null; act: TopUpActs["backTest"] }) {
  const t = useTranslations("topUp.lookBack");
  const [seen, setSeen] = useState<{ of: string; test: BackTest | null } | null>(null);
  const [busy, setBusy] = useState(false);
  // Of other terms it says nothing.
  const current = rule && seen?.of === keyOf(rule) ? seen : null;

  async function look() {
    if (!rule || busy) return;
    setBusy(true);
    const done = await act(rule);
    setBusy(false);
    setSeen({ of: keyOf(rule), test: done.ok ? done.value : null });
  }

  return (
    <div>
      <button
        type="button"
        disabled={!rule || busy}
        onClick={() => void look()}
        className={quietButton}
      >
        {t("ask")}
      </button>
      <div aria-live="polite" className="text-small">
        {current && (current.test ? <Answer test={current.test} /> : t("failed"))}
      </div>
    </div>
  );
}

function Answer({ test: { times, minor, currency, days, capped, ran } }: { test: BackTest }) {
  const t = useTranslations("topUp.lookBack");
  const locale = useLocale();
  const amount = formatMoney({ minor, currency }, numberLocale(locale));
  return (
    <>
      <p>{t("times", { count: times, days, amount })}</p>
      {capped > 0 && <p>{t("capped", { count: capped })}</p>}
      {ran.length > 0 && (
        <ul className="mt-1">
          {ran.slice(-shown).map(({ day, times: count }) => {
            const at = new Date(`${day}T00:00:00Z`);
            const when = formatWhen(at, { zone: "UTC", as: "day", locale });
            return <li key={day}>{t("day", { when, count })}</li>;
          })}
        </ul>
      )}
      <p className="mt-1 text-muted">{t("how")}</p>
    </>
  );
}

function keyOf({ threshold, pack, capMinor, cooldownMinutes }: Rule): string {
  return `${threshold} ${pack} ${capMinor} ${cooldownMinutes}`;
}
