import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { formatCredits } from "../credits";
import type { OverviewForecast } from "./data";

/** OV9: the same question with something on sale added. Links, so that an answer can be passed on. */
export function WhatIf({ forecast: { offers, whatIf } }: { forecast: OverviewForecast }) {
  const t = useTranslations("overview.forecast");
  const locale = useLocale();
  if (offers.length === 0) return null;
  return (
    <nav aria-label={t("whatIf")} className="mt-5 print:hidden">
      <ul className="flex flex-wrap gap-2 text-small">
        <li className="py-1 pe-1 text-muted">{t("whatIf")}</li>
        {whatIf && (
          <Chip href="/#forecast" isChosen={false}>
            {t("asItIs")}
          </Chip>
        )}
        {offers.map(({ key, kind, name, credits }) => (
          <Chip
            key={key}
            href={`/?whatif=${encodeURIComponent(key)}#forecast`}
            isChosen={whatIf?.key === key}
          >
            {kind === "pack"
              ? t("chipPack", { credits: formatCredits(credits, locale) })
              : t("chipPlan", { name })}
          </Chip>
        ))}
      </ul>
    </nav>
  );
}

function Chip({
  href,
  isChosen,
  children,
}: {
  href: string;
  isChosen: boolean;
  children: ReactNode;
}) {
  return (
    <li>
      <Link
        href={href}
        scroll={false}
        prefetch={false}
        aria-current={isChosen ? "true" : undefined}
        className="inline-block min-h-6 border border-rule px-2.5 py-1 hover:border-current aria-[current=true]:border-green aria-[current=true]:text-green"
      >
        {isChosen && <span aria-hidden="true">✓ </span>}
        {children}
      </Link>
    </li>
  );
}
