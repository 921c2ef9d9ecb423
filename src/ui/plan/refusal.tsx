"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { linkStyle } from "../credits-page/link-style";
import type { Said } from "../preview/data";
import { When } from "../when";

const known = [
  "already_subscribed",
  "payment_overdue",
  "managed_by_stripe",
  "period_end_only",
  "same_plan",
  "quote_stale",
  "quote_used",
  "nothing_scheduled",
  "idempotency_key_reused",
  "no_subscription",
  "unknown_plan",
  "forbidden",
  "unauthorized",
  "retry_later",
  "network",
] as const;

type Props = { of: Extract<Said<unknown>, { ok: false }>; zone: string; onRetry: () => void };

/** Why not, and what can be done about it: each refusal has its own sentence and its own next step. */
export function Refusal({ of: { code, id, facts }, zone, onRetry }: Props) {
  const t = useTranslations("plan.refused");
  const name = known.find((one) => one === code);
  const invoiceId = typeof facts.invoiceId === "string" ? facts.invoiceId : null;
  const { startsAt, planName } = facts;
  const isOver = [
    "already_subscribed",
    "managed_by_stripe",
    "same_plan",
    "period_end_only",
    "quote_used",
    "nothing_scheduled",
    "idempotency_key_reused",
  ];
  return (
    <div role="alert" className="border-s-2 border-ochre ps-4">
      <p>
        {startsAt instanceof Date
          ? t.rich("start_waits", {
              plan: String(planName),
              time: () => <When at={startsAt} zone={zone} />,
            })
          : name
            ? t(name)
            : t("other", { id })}
      </p>
      <p className="mt-2 flex flex-wrap gap-x-6 gap-y-2">
        {code === "payment_overdue" && invoiceId ? (
          <Link href={`/invoices/${invoiceId}`} className={linkStyle}>
            {t("seeInvoice")}
          </Link>
        ) : isOver.includes(code) ? (
          <a href="/plan" className={linkStyle}>
            {t(startsAt instanceof Date ? "undoStart" : "seePlan")}
          </a>
        ) : (
          code !== "forbidden" && (
            <button type="button" onClick={onRetry} className={linkStyle}>
              {t("retry")}
            </button>
          )
        )}
      </p>
    </div>
  );
}
