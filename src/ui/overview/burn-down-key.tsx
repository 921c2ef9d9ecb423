import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Credits } from "../credits";
import { When } from "../when";
import type { OverviewForecast } from "./data";
import { useSourceName } from "./source-name";

type Props = { forecast: OverviewForecast; zone: string };

/** More of them are in the ledger; a key is to be read at a glance. */
const mostMarks = 6;

/** What each line of the chart is, and what comes and goes in the view, in words. */
export function BurnDownKey({ forecast, zone }: Props) {
  const t = useTranslations("overview.forecast");
  const week = (forecast.pace?.perDay ?? 0n) > 0n;
  const isProjected = forecast.projection.length > 0;
  return (
    <div className="mt-3 grid gap-x-8 gap-y-3 text-small text-muted sm:grid-cols-[auto_1fr]">
      <ul aria-hidden="true" className="space-y-1">
        <Line text={t("booked")}>
          <path d="M0 6H24" strokeWidth="2" className="stroke-ink" />
        </Line>
        {isProjected && (
          <>
            <Line text={t("expected")}>
              <path d="M0 6H24" strokeWidth="2" strokeDasharray="6 4" className="stroke-green" />
            </Line>
            <Line text={t("band")}>
              <path d="M0 0H24V12H0Z" fillOpacity="0.16" className="fill-green stroke-green" />
            </Line>
          </>
        )}
        {week && (
          <Line text={t("weekOfUse")}>
            <path
              d="M1 6H24"
              strokeWidth="2"
              strokeDasharray="1 5"
              strokeLinecap="round"
              className="stroke-ochre"
            />
          </Line>
        )}
      </ul>
      <Marks forecast={forecast} zone={zone} />
    </div>
  );
}

function Line({ text, children }: { text: string; children: ReactNode }) {
  return (
    <li className="flex items-center gap-2">
      <svg viewBox="0 0 24 12" className="h-3 w-6 shrink-0" fill="none" aria-hidden="true">
        {children}
      </svg>
      {text}
    </li>
  );
}

function Marks({ forecast, zone }: Props) {
  const t = useTranslations("overview.forecast");
  const { renewal, span } = forecast;
  const marks = forecast.marks.slice(-mostMarks);
  const renews = renewal && !renewal.waits && renewal.at <= span.end ? renewal : null;
  if (marks.length === 0 && !renews) return null;
  return (
    <ul aria-label={t("marks")} className="space-y-1">
      {marks.map((mark, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: read anew as a whole
        <li key={index}>
          <Mark mark={mark} now={forecast.asOf} zone={zone} />
        </li>
      ))}
      {renews && (
        <li>
          <Sign>▲</Sign>
          {t.rich("markRenewal", {
            time: () => <When at={renews.at} zone={zone} />,
            credits: () => <Credits of={renews.credits} sign />,
          })}
        </li>
      )}
    </ul>
  );
}

type MarkProps = { mark: OverviewForecast["marks"][number]; now: Date; zone: string };

function Mark({ mark: { at, kind, category, credits }, now, zone }: MarkProps) {
  const t = useTranslations("overview.forecast");
  const source = useSourceName()(category);
  const time = () => <When at={at} zone={zone} />;
  if (kind === "grant") {
    const given = { time, source, credits: () => <Credits of={credits} sign /> };
    return (
      <>
        <Sign>▲</Sign>
        {t.rich("markGrant", given)}
      </>
    );
  }
  const expiring = { time, source, credits: () => <Credits of={credits} /> };
  return (
    <>
      <Sign>▼</Sign>
      {t.rich(at <= now ? "markExpired" : "markExpires", expiring)}
    </>
  );
}

function Sign({ children }: { children: string }) {
  return (
    <span aria-hidden="true" className="me-1.5 text-ink">
      {children}
    </span>
  );
}
