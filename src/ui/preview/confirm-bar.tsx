"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Holds } from "./holds";
import { SheetFoot } from "./sheet-foot";
import type { Quoted } from "./use-quotes";

type Props = {
  of: Quoted;
  sending: boolean;
  zone: string;
  /** The server's time as the page was made. */
  asOf: Date;
  /** What the button says once there is something to confirm. */
  words: string;
  onConfirm: () => void;
  onLeave: () => void;
  onOver: () => void;
};

/** Whether what is on screen can be confirmed: there, up to date and not refused. */
function isSettled({ quote, busy, refusal }: Quoted): boolean {
  return quote !== null && !busy && !refusal;
}

/** The foot of a sheet: confirm what is shown, or leave it; and until when it holds. */
export function ConfirmBar({ of, sending, zone, asOf, words, ...on }: Props): ReactNode {
  const t = useTranslations("preview.sheet");
  const settled = isSettled(of);
  const says = sending ? t("sending") : settled ? words : of.busy ? t("working") : words;
  return (
    <SheetFoot
      says={says}
      disabled={!settled || sending}
      leave={t("leave")}
      onConfirm={on.onConfirm}
      onLeave={on.onLeave}
    >
      {of.quote && settled && <Holds of={of.quote} zone={zone} asOf={asOf} onOver={on.onOver} />}
    </SheetFoot>
  );
}
