"use client";

import { useEffect, useState } from "react";
import { dateLocale } from "./locale";

type Style = "day" | "time" | "instant";

/**
 * An instant in the account's zone: the day, the time of day, or both with the zone's name.
 *
 * Pointing at it adds UTC and the reader's own time; the server does not know the latter.
 */
export function When({ at, zone, as = "day" }: { at: Date; zone: string; as?: Style }) {
  const [title, setTitle] = useState(() => `${format(at, "UTC", "instant")} UTC`);
  useEffect(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const local = `${format(at, here, "instant")} where you are`;
    setTitle(`${format(at, "UTC", "instant")} UTC · ${local}`);
  }, [at]);

  return (
    <time dateTime={at.toISOString()} title={title} className="whitespace-nowrap">
      {format(at, zone, as)}
    </time>
  );
}

const day = { day: "numeric", month: "short", year: "numeric" } as const;
const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const parts: Record<Style, Intl.DateTimeFormatOptions> = {
  day,
  time,
  instant: { ...day, ...time },
};

function format(at: Date, timeZone: string, as: Style): string {
  return new Intl.DateTimeFormat(dateLocale, { ...parts[as], timeZone }).format(at);
}
