"use client";

import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useEffect, useState } from "react";
import { dateLocale } from "@/messages/locales";
import { formatWhen } from "../format";
import { field, mainButton } from "./buttons";
import type { Act } from "./data";
import { useAct } from "./use-act";

type Props = {
  account: { name: string; timezone: string };
  act: Act<{ timezone: string }, { timezone: string }>;
};

/** The zone in which an account's days begin: to be typed or chosen, with what a change does. */
export function TimeZoneForm({ account, act }: Props) {
  const t = useTranslations("settings.zone");
  const [typed, setTyped] = useState(account.timezone);
  const zones = useZones();
  const zone = typed.trim();
  const known = isZone(zone);
  const same = zone === account.timezone;
  const { busy, run } = useAct(act, ({ timezone }) => t("done", { zone: timezone }));

  function save(event: FormEvent) {
    event.preventDefault();
    if (known && !same) void run({ timezone: zone });
  }

  return (
    <form onSubmit={save}>
      <label htmlFor="time-zone" className="block text-small text-muted">
        {t("label", { account: account.name })}
      </label>
      <input
        id="time-zone"
        list="time-zones"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        aria-describedby="time-zone-preview"
        aria-invalid={zone !== "" && !known}
        className={`${field} max-w-md`}
      />
      <datalist id="time-zones">
        {zones.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <div id="time-zone-preview" aria-live="polite" className="mt-2 max-w-prose text-small">
        <Preview zone={zone} known={known} same={same} />
      </div>
      {!same && (
        <button type="submit" disabled={busy || !known} className={`${mainButton} mt-4`}>
          {t("save")}
        </button>
      )}
    </form>
  );
}

function Preview({ zone, known, same }: { zone: string; known: boolean; same: boolean }) {
  const t = useTranslations("settings.zone");
  if (zone === "") return <p className="text-muted">{t("hint")}</p>;
  if (!known) return <p className="text-ochre">{t("unknown", { zone })}</p>;
  return (
    <>
      <p className="text-muted">
        {same && `${t("same")} `}
        <Clock zone={zone} />
      </p>
      {!same && <p className="mt-1">{t("preview", { zone })}</p>}
    </>
  );
}

/** What time it is there; the server's answer would be old by the time it is read. */
function Clock({ zone }: { zone: string }) {
  const t = useTranslations("settings.zone");
  const locale = dateLocale(useLocale());
  const [now, setNow] = useState<Date | null>(null);
  useEffect(() => {
    setNow(new Date());
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now && t("now", { time: formatWhen(now, { zone, as: "time", locale }), zone });
}

/** Every zone the browser knows; asked of it rather than sent with the page. */
function useZones(): string[] {
  const [zones, setZones] = useState<string[]>([]);
  useEffect(() => setZones(["UTC", ...Intl.supportedValuesOf("timeZone")]), []);
  return zones;
}

function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,39}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
