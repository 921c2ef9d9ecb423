"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { linkStyle } from "../credits-page/link-style";
import type { Confirmed } from "../preview/data";
import { mainButton } from "../settings/buttons";
import { When } from "../when";

type Props = {
  of: Confirmed;
  kind: "change" | "start" | "cancel";
  plan: string;
  zone: string;
  onClose: () => void;
};

/** PC6: what was done, with the way to its invoice and its credits. */
export function Receipt({ of, kind, plan, zone, onClose }: Props) {
  const t = useTranslations("plan.receipt");
  const { outcome, effectiveAt, invoiceId, grantIds } = of;
  const [grant] = grantIds;
  return (
    <div role="status">
      <p>
        {t.rich(outcome === "awaiting_payment" ? "awaiting_payment" : `${kind}.${outcome}`, {
          plan,
          time: () => <When at={effectiveAt} zone={zone} as="instant" />,
        })}
      </p>
      <p className="mt-3 flex flex-wrap gap-x-6 gap-y-2">
        {invoiceId && (
          <Link href={`/invoices/${invoiceId}`} className={linkStyle}>
            {t("invoice")}
          </Link>
        )}
        {grant && (
          <Link href={`/credits?grant=${grant}`} className={linkStyle}>
            {t("grant")}
          </Link>
        )}
      </p>
      <p className="mt-6">
        <button type="button" data-focus-first="" onClick={onClose} className={mainButton}>
          {t("close")}
        </button>
      </p>
    </div>
  );
}
