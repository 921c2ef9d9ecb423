"use client";

import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { decimalOf, formatMoney } from "@/lib/money";
import { numberLocale } from "@/messages/locales";
import { parseThreshold } from "../alerts/threshold";
import { formatCredits } from "../credits";
import { field, quietButton } from "../settings/buttons";
import { Choice } from "../settings/confirm";
import type { Ground, Settings, Terms, TopUpActs } from "./data";
import { LookBack } from "./look-back";
import { useCooldown } from "./words";

type Props = {
  settings: Settings | null;
  ground: Ground;
  busy: boolean;
  backTest: TopUpActs["backTest"];
  onSave: (terms: Terms) => void;
  onCancel: () => void;
};

const cooldowns = [15, 60, 360, 1_440, 10_080];

/** What is agreed to, and what it would have done so far; nothing is on before somebody says yes to it. */
export function TopUpForm({ settings, ground, busy, backTest, onSave, onCancel }: Props) {
  const t = useTranslations("topUp.form");
  const form = useTerms(settings, ground);
  const [consent, setConsent] = useState(false);
  const { rule } = form;

  function save(event: FormEvent) {
    event.preventDefault();
    if (rule && consent) onSave({ ...rule, methodId: form.methodId, consent });
  }

  return (
    <form onSubmit={save} className="space-y-5">
      <ThresholdField form={form} ground={ground} />
      <PackAndCap form={form} ground={ground} />
      <CooldownAndMethod form={form} ground={ground} />
      <LookBack rule={rule} act={backTest} />
      <label className="flex min-h-6 items-baseline gap-2">
        <input
          type="checkbox"
          required
          checked={consent}
          onChange={({ target }) => setConsent(target.checked)}
        />
        <span>{t("consent")}</span>
      </label>
      <Choice confirm={t("save")} busy={busy} onCancel={onCancel}>
        {(words, style) => (
          <button type="submit" disabled={busy || !rule || !consent} className={style}>
            {words}
          </button>
        )}
      </Choice>
    </form>
  );
}

/** What is typed, and the rule it makes; null while something in it is wrong. */
function useTerms(settings: Settings | null, { packs, currency, suggestion, methods }: Ground) {
  const first = packs.find(({ pack }) => pack === settings?.pack) ?? packs[0];
  const usual = (first?.total.minor ?? 0n) * 5n;
  const begins = settings?.threshold ?? suggestion?.threshold ?? 1_000n;
  const [threshold, setThreshold] = useState(begins.toString());
  const [pack, setPack] = useState(first?.pack ?? "");
  const [cap, setCap] = useState(decimalOf({ minor: settings?.capMinor ?? usual, currency }));
  const [cooldown, setCooldown] = useState(settings?.cooldownMinutes ?? 60);
  const known = methods.some(({ id }) => id === settings?.methodId);
  const [methodId, setMethodId] = useState(known ? (settings?.methodId ?? null) : null);
  const offer = packs.find((one) => one.pack === pack);
  const credits = parseThreshold(threshold, "balance", currency);
  const typedCap = parseThreshold(cap, "spend", currency);
  const capMinor = typedCap !== null && offer && typedCap >= offer.total.minor ? typedCap : null;
  const rule =
    credits === null || capMinor === null
      ? null
      : { threshold: credits, pack, capMinor, cooldownMinutes: cooldown };
  return {
    ...{ threshold, setThreshold, pack, setPack, cap, setCap, cooldown, setCooldown },
    ...{ methodId, setMethodId, offer, rule },
    bad: { threshold: credits === null, cap: capMinor === null },
  };
}

type Part = { form: ReturnType<typeof useTerms>; ground: Ground };

function ThresholdField({ form, ground: { suggestion } }: Part) {
  const t = useTranslations("topUp.form");
  const locale = useLocale();
  const id = useId();
  const suggested = suggestion && suggestion.threshold.toString() !== form.threshold;
  return (
    <div>
      <Labelled label={t("threshold")}>
        <input
          data-focus-first
          inputMode="numeric"
          autoComplete="off"
          value={form.threshold}
          aria-invalid={form.bad.threshold}
          aria-describedby={id}
          onChange={({ target }) => form.setThreshold(target.value)}
          className={field}
        />
      </Labelled>
      <p id={id} aria-live="polite" className="mt-1 text-small text-ochre empty:hidden">
        {form.bad.threshold && t("thresholdBad")}
      </p>
      {suggestion && suggested && (
        <button
          type="button"
          onClick={() => form.setThreshold(suggestion.threshold.toString())}
          className={quietButton}
        >
          {t("suggest", {
            ...{ days: suggestion.days, figure: formatCredits(suggestion.threshold, locale) },
          })}
        </button>
      )}
    </div>
  );
}

function PackAndCap({ form, ground: { packs, currency } }: Part) {
  const t = useTranslations("topUp.form");
  const locale = numberLocale(useLocale());
  const id = useId();
  const least = form.offer ? formatMoney(form.offer.total, locale) : "";
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-3">
      <Labelled label={t("pack")}>
        <select
          value={form.pack}
          onChange={({ target }) => form.setPack(target.value)}
          className={field}
        >
          {packs.map(({ pack, name, total }) => (
            <option key={pack} value={pack}>
              {t("packOption", { name, amount: formatMoney(total, locale) })}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled label={t("cap", { currency: currency.toUpperCase() })}>
        <input
          inputMode="decimal"
          autoComplete="off"
          value={form.cap}
          aria-invalid={form.bad.cap}
          aria-describedby={id}
          onChange={({ target }) => form.setCap(target.value)}
          className={field}
        />
      </Labelled>
      <p
        id={id}
        aria-live="polite"
        className={`basis-full text-small ${form.bad.cap ? "text-ochre" : "text-muted"}`}
      >
        {form.bad.cap ? t("capBad", { amount: least }) : t("capNote")}
      </p>
    </div>
  );
}

function CooldownAndMethod({ form, ground: { methods } }: Part) {
  const t = useTranslations("topUp.form");
  const words = useCooldown();
  const offered = [...new Set([...cooldowns, form.cooldown])].sort((a, b) => a - b);
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-3">
      <Labelled label={t("cooldown")}>
        <select
          value={form.cooldown}
          onChange={({ target }) => form.setCooldown(Number(target.value))}
          className={field}
        >
          {offered.map((minutes) => (
            <option key={minutes} value={minutes}>
              {words(minutes)}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled label={t("method")}>
        <select
          value={form.methodId ?? ""}
          onChange={({ target }) => form.setMethodId(target.value === "" ? null : target.value)}
          className={field}
        >
          <option value="">{t("methodDefault")}</option>
          {methods.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </Labelled>
    </div>
  );
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: its control is what it is given
    <label className="block min-w-0 grow basis-48">
      <span className="block text-small text-muted">{label}</span>
      {children}
    </label>
  );
}
