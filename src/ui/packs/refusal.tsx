"use client";

import { useLocale, useTranslations } from "next-intl";
import { formatCredits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import type { Quoted } from "../preview/use-quotes";

const known = [
  "unknown_pack",
  "amount_too_large",
  "account_not_active",
  "quote_stale",
  "quote_used",
  "idempotency_key_reused",
  "forbidden",
  "unauthorized",
  "retry_later",
  "rate_limited",
  "network",
] as const;

/** What was done already, or cannot be done here, is not asked for again. */
const isOver = ["unknown_pack", "quote_used", "idempotency_key_reused", "forbidden"];

type Props = { of: NonNullable<Quoted["refusal"]>; onRetry: () => void };

/** Why not: each refusal has its own sentence and its own next step. */
export function PackRefusal({ of, onRetry }: Props) {
  const t = useTranslations("packs.refused");
  const words = useWords(of);
  const { code } = of;
  return (
    <div role="alert" className="border-s-2 border-ochre ps-4">
      <p>{words}</p>
      <p className="mt-2">
        {isOver.includes(code) || code === "invalid_input" ? (
          <a href="/packs" className={linkStyle}>
            {t("seePacks")}
          </a>
        ) : (
          <button type="button" onClick={onRetry} className={linkStyle}>
            {t("retry")}
          </button>
        )}
      </p>
    </div>
  );
}

function useWords({ code, id, facts }: Props["of"]): string {
  const t = useTranslations("packs.refused");
  const locale = useLocale();
  const { field, min, max, currency } = facts;
  if (code === "invalid_input" && typeof min === "bigint" && typeof max === "bigint") {
    return t("bounds", { min: formatCredits(min, locale), max: formatCredits(max, locale) });
  }
  if (code === "invalid_input" && typeof currency === "string") {
    return t("currency", { currency: currency.toUpperCase() });
  }
  if (code === "invalid_input" && field === "credits") return t("number");
  const name = known.find((one) => one === code);
  return name ? t(name) : t("other", { id });
}
