import { useTranslations } from "next-intl";
import { When } from "../when";
import type { DeliveryStatus, Endpoint, Problem } from "./data";

/** Whether an endpoint is told of anything: a mark beside its words, never a colour alone. */
export function EndpointState({ endpoint, zone }: { endpoint: Endpoint; zone: string }) {
  const t = useTranslations("webhooks.state");
  const { disabledBecause, failingSince } = endpoint;
  if (disabledBecause) {
    const word = disabledBecause === "failing" ? "broken" : disabledBecause;
    const tone = disabledBecause === "person" ? "text-muted" : "text-ochre";
    return <Marked mark={disabledBecause === "person" ? "○" : "×"} tone={tone} text={t(word)} />;
  }
  if (!failingSince) return <Marked mark="●" tone="text-green" text={t("on")} />;
  const since = () => <When at={failingSince} zone={zone} as="instant" />;
  return <Marked mark="▲" tone="text-ochre" text={t.rich("failing", { time: since })} />;
}

const shown = {
  waiting: { mark: "◐", tone: "text-ink" },
  delivered: { mark: "●", tone: "text-green" },
  failed: { mark: "×", tone: "text-ochre" },
} as const;

export function DeliveryState({ of }: { of: DeliveryStatus }) {
  const t = useTranslations("webhooks.status");
  return <Marked {...shown[of]} text={t(of)} />;
}

type MarkedProps = { mark: string; tone: string; text: React.ReactNode };

function Marked({ mark, tone, text }: MarkedProps) {
  return (
    <span className={tone}>
      <span aria-hidden="true" className="me-1.5 text-small">
        {mark}
      </span>
      {text}
    </span>
  );
}

type AnswerProps = { status: number | null; problem: Problem | null };

/** What came back of a request: the status, or in words why there is none. */
export function Answer({ status, problem }: AnswerProps) {
  const t = useTranslations("webhooks.problem");
  return (
    <>
      {status}
      {status !== null && problem !== null && ": "}
      {problem !== null && t(problem)}
    </>
  );
}
