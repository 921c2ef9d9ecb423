import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { linkStyle } from "../credits-page/link-style";
import { When } from "../when";
import type { Settings } from "./data";

type Props = { pause: NonNullable<Settings["pause"]>; zone: string; children: ReactNode };

const ofCards = ["payment_failed", "no_method", "method_removed"];

/** Why nothing is bought just now, and what puts it right. */
export function PauseNote({ pause: { because, at, failure, payUrl }, zone, children }: Props) {
  const t = useTranslations("topUp");
  return (
    <div className="border-s-2 border-ochre ps-4">
      <p>
        {t.rich("paused.since", { time: () => <When at={at} zone={zone} as="instant" /> })}{" "}
        {because === "payment_failed" && failure && `${t(`failure.${failure}`)} `}
        {t(`paused.${because}`)}
      </p>
      <p className="mt-2 flex flex-wrap items-center gap-x-6 gap-y-2">
        {payUrl && (
          <a href={payUrl} className={linkStyle}>
            {t("paused.prove")}
          </a>
        )}
        {ofCards.includes(because) && (
          <Link href="/settings/payment" className={linkStyle}>
            {t("paused.cards")}
          </Link>
        )}
        {children}
      </p>
    </div>
  );
}
