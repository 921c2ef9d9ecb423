"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { numberLocale } from "@/messages/locales";
import { Section } from "../section";
import type { Done } from "../settings/data";
import { TaxMissingNote } from "../tax-missing";
import type { AccountTax, Place } from "./data";

export type AskTax = (place: Place) => Promise<Done<AccountTax>>;

type Props = {
  tax: AccountTax;
  /** What is typed and not saved; null while that is what is saved, or cannot be asked. */
  typed: Place | null;
  ask: AskTax;
};

/** PM3: what the account is taxed with, and what the address being typed would make of it. */
export function TaxSection({ tax, typed, ask }: Props) {
  const t = useTranslations("billing.tax");
  const then = useTaxAt(typed, ask);
  return (
    <Section title={t("title")}>
      <p>
        {typed ? (
          t.rich("now", { tax: () => <TaxSentence tax={tax} /> })
        ) : (
          <TaxSentence tax={tax} />
        )}
      </p>
      <div aria-live="polite">
        {typed && (
          <p className="mt-2">
            {typeof then === "object"
              ? t.rich("then", { tax: () => <TaxSentence tax={then} /> })
              : t(then)}
          </p>
        )}
        {tax.treatment === "by_country" && (
          <TaxMissingNote of={typeof then === "object" ? then.missing : tax.missing} />
        )}
      </div>
      <p className="mt-3 text-small text-muted">
        {tax.treatment === "by_country" ? t("from") : t("said")}
      </p>
    </Section>
  );
}

function TaxSentence({ tax: { treatment, rule } }: { tax: AccountTax }) {
  const t = useTranslations("billing.tax");
  const locale = numberLocale(useLocale());
  if (!rule) return t(treatment === "exempt" ? "exempt" : "none");
  const { name, ratePpm, included, reverseCharge } = rule;
  if (reverseCharge) return t("reverseCharge", { name });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 4 });
  const rate = percent.format(`${ratePpm}E-6` as `${number}`);
  return t(included ? "included" : "onTop", { name, rate });
}

const pauseMs = 400;

/** Asks once typing pauses; an answer to what was typed before is not shown any more. */
function useTaxAt(place: Place | null, ask: AskTax): AccountTax | "asking" | "failed" {
  const [answer, setAnswer] = useState<AccountTax | "asking" | "failed">("asking");
  const asked = place && JSON.stringify(place);
  useEffect(() => {
    if (asked === null) return;
    let isOld = false;
    setAnswer("asking");
    const timer = setTimeout(async () => {
      const done = await ask(JSON.parse(asked));
      if (!isOld) setAnswer(done.ok ? done.value : "failed");
    }, pauseMs);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [asked, ask]);
  return answer;
}
