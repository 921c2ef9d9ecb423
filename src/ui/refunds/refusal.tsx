"use client";

import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { signInAgainHref } from "../sign-in-again";
import { When } from "../when";
import type { Refused } from "./use-refund-quote";

const known = [
  "quote_stale",
  "quote_used",
  "refund_exceeds_payment",
  "refund_blocked",
  "invoice_not_refundable",
  "invoice_disputed",
  "idempotency_key_reused",
  "own_request",
  "refund_changed",
  "refund_not_open",
  "forbidden",
  "rate_limited",
  "retry_later",
  "sign_in_again",
  "network",
] as const;

/** Why it cannot be done as it stands; and where somebody else was first, who, when, and how much is left. */
export function RefundRefusal({ of, zone }: { of: Refused; zone: string }) {
  const t = useTranslations("refunds.refused");
  const code = known.find((one) => one === of.code);
  const { left, currency, refundedBy, refundedAt, refundedMinor } = of.facts ?? {};
  const money = (minor: unknown) => ({ minor: minor as bigint, currency: String(currency) });
  const at = refundedAt instanceof Date ? refundedAt : null;
  return (
    <div role="alert" className="border-s-2 border-ochre ps-4">
      <p>{code ? t(code) : t("other", { id: of.id })}</p>
      {code === "sign_in_again" && (
        <p>
          <a
            href={signInAgainHref}
            target="_blank"
            rel="noreferrer"
            className="text-green underline underline-offset-4"
          >
            {t("signInAgain")}
          </a>
        </p>
      )}
      {at && typeof refundedMinor === "bigint" && (
        <p>
          {t.rich("rival", {
            name: String(refundedBy),
            amount: () => <Amount of={money(refundedMinor)} />,
            time: () => <When at={at} zone={zone} as="instant" />,
          })}
        </p>
      )}
      {typeof left === "bigint" && (
        <p>{t.rich("left", { amount: () => <Amount of={money(left)} /> })}</p>
      )}
    </div>
  );
}
