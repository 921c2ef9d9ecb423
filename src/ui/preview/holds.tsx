"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { When } from "../when";
import type { PreviewData } from "./data";
import { useSecondsLeft } from "./use-quotes";

type Props = { of: Pick<PreviewData, "expiresAt">; zone: string; asOf: Date; onOver: () => void };

/** PC4: until when the quote holds, counted down; a new one comes when it is over. */
export function Holds({ of, zone, asOf, onOver }: Props) {
  const t = useTranslations("preview.sheet");
  // The server's clock may be another than the reader's, and in a sandbox it is: `asOf` is what it said a moment ago.
  const [ahead] = useState(() => asOf.getTime() - Date.now());
  const left = useSecondsLeft(of.expiresAt.getTime() - ahead, onOver);
  const minutes = left === null ? null : Math.ceil(left / 60);
  return (
    <p className="mt-2 text-small text-muted">
      {t.rich("holds", { time: () => <When at={of.expiresAt} zone={zone} as="time" /> })}
      {minutes !== null && ` ${t("minutesLeft", { minutes })}`}
    </p>
  );
}
