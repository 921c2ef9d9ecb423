"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { amountOf } from "@/lib/unit-price";
import { Amount, UnitPrice } from "../amount";
import { Credits, formatCredits } from "../credits";
import { field, mainButton } from "../settings/buttons";
import { parseAmount } from "./custom-amount";
import type { CustomOffer } from "./data";

type Props = { custom: CustomOffer; typed: string; mayBuy: boolean; taxOnTop: boolean };

/** CP1: any number of credits between two bounds, priced while it is typed. */
export function CustomAmountForm({ custom, typed: first, mayBuy, taxOnTop }: Props) {
  const t = useTranslations("packs.custom");
  const router = useRouter();
  const id = useId();
  const [typed, setTyped] = useState(first);
  // What the address brought is looked at already; what is being typed only when it is sent.
  const [sent, setSent] = useState(first !== "");
  const amount = parseAmount(typed, custom);
  const isBad = sent && "bad" in amount;

  function submit(event: FormEvent) {
    event.preventDefault();
    setSent(true);
    if ("credits" in amount) router.push(`/packs?credits=${amount.credits}`, { scroll: false });
  }

  return (
    <form
      action="/packs"
      onSubmit={submit}
      noValidate
      className="mt-10 max-w-prose border-t border-rule pt-4"
    >
      <h3 className="font-serif text-title">{t("title")}</h3>
      <p className="mt-1 text-small text-muted">
        <Terms of={custom} />
      </p>
      <div className="mt-3 flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="min-w-0 grow basis-48">
          <label htmlFor={`${id}-credits`} className="block text-small text-muted">
            {t("label")}
          </label>
          <input
            id={`${id}-credits`}
            name="credits"
            inputMode="numeric"
            autoComplete="off"
            disabled={!mayBuy}
            value={typed}
            aria-invalid={isBad}
            aria-describedby={`${id}-note`}
            onChange={({ target }) => {
              setTyped(target.value);
              setSent(false);
            }}
            className={field}
          />
        </div>
        {mayBuy && (
          <button type="submit" className={mainButton}>
            {t("see")}
          </button>
        )}
      </div>
      <p id={`${id}-note`} aria-live="polite" className="mt-2 min-h-6 text-small">
        {"bad" in amount
          ? isBad && <Bad why={amount.bad} of={custom} />
          : t.rich(taxOnTop ? "costsPlusTax" : "costs", {
              credits: () => <Credits of={amount.credits} />,
              amount: () => <Amount of={amountOf({ ...custom, quantity: amount.credits })} />,
            })}
      </p>
    </form>
  );
}

function Terms({ of: { min, max, unitPrice, currency, perThousand, validMonths } }: TermsProps) {
  const t = useTranslations("packs.custom");
  return t.rich("terms", {
    min: () => <Credits of={min} unit={false} />,
    max: () => <Credits of={max} />,
    price: () => <UnitPrice of={unitPrice} currency={currency} />,
    amount: () => <Amount of={perThousand} />,
    credits: () => <Credits of={1_000n} />,
    months: validMonths,
  });
}

type TermsProps = { of: CustomOffer };

function Bad({
  why,
  of: { min, max },
}: {
  why: "empty" | "whole" | "few" | "many";
  of: CustomOffer;
}) {
  const t = useTranslations("packs.custom.bad");
  const locale = useLocale();
  const bounds = { min: formatCredits(min, locale), max: formatCredits(max, locale) };
  return <span className="text-ochre">{t(why, bounds)}</span>;
}
