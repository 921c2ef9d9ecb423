import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { TaxMissing } from "../tax-missing";
import type { PreviewData } from "./data";
import { PreviewCredits } from "./preview-credits";
import { PreviewMoney } from "./preview-money";

type Props = {
  of: PreviewData;
  zone: string;
  busy: boolean;
  /** What else there is to say of the credits. */
  creditsNote?: ReactNode;
  taxMissing: TaxMissing;
};

/** PC2: what happens to money and, beside it, to credits. Dimmed while it is worked out anew. */
export function Preview({ of, zone, busy, creditsNote, taxMissing }: Props) {
  const t = useTranslations("preview");
  return (
    <section
      aria-label={t("label")}
      aria-busy={busy}
      className={`grid gap-x-10 gap-y-6 md:grid-cols-2 ${busy ? "opacity-50" : ""}`}
    >
      <PreviewMoney of={of} zone={zone} taxMissing={taxMissing} />
      <PreviewCredits of={of} zone={zone} note={creditsNote} />
    </section>
  );
}
