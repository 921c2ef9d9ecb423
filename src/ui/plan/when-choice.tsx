"use client";

import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import type { When } from "../preview/data";
import type { Quoted } from "../preview/use-quotes";
import { When as WhenShown } from "../when";

type Props = {
  kind: "change" | "start" | "cancel";
  choices: readonly When[];
  when: When;
  zone: string;
  of: (when: When) => Quoted;
  onChoose: (when: When) => void;
};

/** PC3: now or at the end of the period, each with what it costs. */
export function WhenChoice({ kind, choices, when, zone, of, onChoose }: Props) {
  const t = useTranslations("plan.when");
  return (
    <fieldset>
      <legend className="mb-2 text-small text-muted">{t(`legend.${kind}`)}</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        {choices.map((one) => (
          <label
            key={one}
            className="flex cursor-pointer items-baseline gap-3 border border-rule px-4 py-3 has-checked:border-green"
          >
            <input
              type="radio"
              name="when"
              value={one}
              checked={one === when}
              data-focus-first={one === when ? "" : undefined}
              onChange={() => onChoose(one)}
              className="accent-green"
            />
            <span>
              {t(one)}
              <span className="block text-small text-muted">
                <Priced of={of(one)} zone={zone} />
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Priced({ of: { quote, refusal }, zone }: { of: Quoted; zone: string }) {
  const t = useTranslations("plan.when");
  if (refusal) return t("notPossible");
  if (!quote) return t("working");
  const { dueNow, creditKept } = quote.money;
  if (quote.outcome === "scheduled") {
    return t.rich("onDay", { time: () => <WhenShown at={quote.effectiveAt} zone={zone} /> });
  }
  if (creditKept.minor > 0n) {
    return t.rich("kept", { amount: () => <Amount of={creditKept} /> });
  }
  return t.rich("due", { amount: () => <Amount of={dueNow} /> });
}
