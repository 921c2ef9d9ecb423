"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { TaxMissing } from "../tax-missing";
import { Preview } from "./preview";
import { RenewedNote } from "./renewed";
import type { Quoted } from "./use-quotes";

type Props = {
  of: Quoted;
  zone: string;
  /** What is said where there is no quote. */
  refusal: (of: NonNullable<Quoted["refusal"]>) => ReactNode;
  /** What else there is to say of the credits. */
  creditsNote?: ReactNode;
  taxMissing: TaxMissing;
};

/** A quote as it stands: being worked out, refused, or there; read out when it changes. */
export function ShownQuote({ of: { quote, was, refusal, busy }, zone, ...props }: Props) {
  const t = useTranslations("preview.sheet");
  if (refusal) return props.refusal(refusal);
  return (
    <div aria-live="polite" className="space-y-6">
      {quote && was && !busy && <RenewedNote of={was} now={quote} zone={zone} />}
      {quote ? (
        <Preview
          of={quote}
          {...{ zone, busy }}
          creditsNote={props.creditsNote}
          taxMissing={props.taxMissing}
        />
      ) : (
        <div className="grid gap-x-10 gap-y-6 md:grid-cols-2">
          <p className="sr-only">{t("working")}</p>
          <div className="waiting h-48" />
          <div className="waiting h-48" />
        </div>
      )}
    </div>
  );
}
