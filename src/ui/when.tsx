"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { formatWhen, type WhenStyle } from "./format";

/**
 * An instant in the account's zone: the day, the time of day, or both.
 *
 * Pointing at it, or holding a finger on it (`HeldTimes`), adds UTC and the reader's own time; the server
 * does not know the latter.
 */
export function When({ at, zone, as = "day" }: { at: Date; zone: string; as?: WhenStyle }) {
  const locale = useLocale();
  const t = useTranslations("common");
  const utc = `${formatWhen(at, { zone: "UTC", as: "instant", locale })} UTC`;
  const [title, setTitle] = useState(utc);
  useEffect(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const time = formatWhen(at, { zone: here, as: "instant", locale });
    setTitle(`${utc} · ${t("whereYouAre", { time })}`);
  }, [at, locale, t, utc]);

  return (
    <time dateTime={at.toISOString()} title={title} className="whitespace-nowrap">
      {formatWhen(at, { zone, as, locale })}
    </time>
  );
}
