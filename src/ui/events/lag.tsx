import { useTranslations } from "next-intl";

const minute = 60_000;

type Times = { createdAt: Date; receivedAt: Date };

/** How long an event was on its way. Stripe tells whole seconds: up to one of them is nothing. */
export function lagOf({ createdAt, receivedAt }: Times): number {
  return receivedAt.getTime() - createdAt.getTime();
}

export function Lag({ of }: { of: Times }) {
  const t = useTranslations("staff.lag");
  const lag = lagOf(of);
  const text = () => {
    if (lag < -minute) return t("ahead");
    if (lag < 2 * minute) return t("seconds", { count: Math.max(0, Math.floor(lag / 1000)) });
    if (lag < 120 * minute) return t("minutes", { count: Math.floor(lag / minute) });
    if (lag < 2880 * minute) return t("hours", { count: Math.floor(lag / (60 * minute)) });
    return t("days", { count: Math.floor(lag / (1440 * minute)) });
  };
  return <span>{text()}</span>;
}
