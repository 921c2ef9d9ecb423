"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { field, mainButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import type { WebhookActs } from "./data";

type Props = {
  endpointId: string;
  /** `YYYY-MM-DD`, a day or two ago. */
  since: string;
  act: WebhookActs["replay"];
};

/** Sends an endpoint what it missed while it was off or away. */
export function ReplayForm({ endpointId, since, act }: Props) {
  const t = useTranslations("webhooks.endpoint.replay");
  const id = useId();
  const [day, setDay] = useState(since);
  const { busy, run } = useAct(act, ({ resent }) => t("done", { count: resent }));
  function send(event: FormEvent) {
    event.preventDefault();
    void run({ endpointId, since: new Date(`${day}T00:00:00Z`) });
  }
  return (
    <form onSubmit={send} aria-labelledby={id} className="mt-8 print:hidden">
      <h3 id={id} className="text-body font-semibold">
        {t("title")}
      </h3>
      <p className="mb-2 max-w-prose text-small text-muted">{t("text")}</p>
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <label>
          <span className="block text-small text-muted">{t("since")}</span>
          <input
            type="date"
            required
            value={day}
            onChange={({ target }) => setDay(target.value)}
            className={field}
          />
        </label>
        <button type="submit" disabled={busy} className={mainButton}>
          {t("send")}
        </button>
      </div>
    </form>
  );
}
