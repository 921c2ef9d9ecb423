import { useTranslations } from "next-intl";
import { When } from "../when";
import type { DisputeRow } from "./data";

const hourMs = 3_600_000;
const soonHours = 72;

type Props = { of: DisputeRow; asOf: Date; zone: string };

/** DQ1: how long an answer is still taken, in days or at last in hours, and until when. */
export function Countdown({ of, asOf, zone }: Props) {
  const t = useTranslations("disputes.due");
  const { dueBy, closedAt, submittedAt, acceptedAt } = of;
  if (closedAt) return <When at={closedAt} zone={zone} />;
  if (acceptedAt) return t("accepted");
  if (submittedAt) return t("submitted");
  if (!dueBy) return <span className="text-muted">{t("none")}</span>;
  const hours = Math.floor((dueBy.getTime() - asOf.getTime()) / hourMs);
  const tone = hours < soonHours ? "text-ochre" : "";
  return (
    <>
      <span className={`block ${tone}`}>
        {hours < 0 && t("past")}
        {hours >= 0 && hours < soonHours && t("hours", { hours })}
        {hours >= soonHours && t("days", { days: Math.floor(hours / 24) })}
      </span>
      <span className="block text-small text-muted">
        <When at={dueBy} zone={zone} as="instant" />
      </span>
    </>
  );
}
