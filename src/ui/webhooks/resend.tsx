"use client";

import { useTranslations } from "next-intl";
import { quietButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import type { Delivery, WebhookActs } from "./data";

type Props = { endpointId: string; delivery: Delivery; act: WebhookActs["resend"] };

export function Resend({ endpointId, delivery, act }: Props) {
  const t = useTranslations("webhooks.deliveries");
  const { eventId, type, account } = delivery;
  const { busy, run } = useAct(act, () => t("resent"));
  return (
    <button
      type="button"
      aria-label={t("resendOf", { type, account: account.name })}
      disabled={busy}
      onClick={() => void run({ endpointId, eventIds: [eventId] })}
      className={quietButton}
    >
      {t("resend")}
    </button>
  );
}
