import { useTranslations } from "next-intl";
import { Section } from "../section";
import { SideScroll } from "../side-scroll";
import { When } from "../when";
import type { Attempt } from "./data";
import { Answer } from "./state";

/** The request of a delivery, as every attempt sends it. */
export function RequestSection({ body }: { body: string }) {
  const t = useTranslations("webhooks.delivery");
  return (
    <Section title={t("request")}>
      <p className="mb-3 text-small text-muted">{t("note")}</p>
      <SideScroll label={t("body")} className="border border-rule bg-paper p-4 text-small">
        <pre>{JSON.stringify(JSON.parse(body), null, 2)}</pre>
      </SideScroll>
    </Section>
  );
}

/** Every attempt, and what the receiver said. It may have said anything: it is shown as text. */
export function AttemptsSection({ attempts, zone }: { attempts: Attempt[]; zone: string }) {
  const t = useTranslations("webhooks.delivery");
  return (
    <Section title={t("attempts")}>
      {attempts.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("caption")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("number")}</th>
              <th scope="col">{t("at")}</th>
              <th scope="col" className="text-end! max-sm:hidden">
                {t("took")}
              </th>
              <th scope="col">{t("answer")}</th>
            </tr>
          </thead>
          <tbody>
            {attempts.map((attempt) => (
              <Row key={attempt.number} attempt={attempt} zone={zone} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function Row({ attempt, zone }: { attempt: Attempt; zone: string }) {
  const t = useTranslations("webhooks.delivery");
  const { number, at, durationMs, status, problem, responseStart } = attempt;
  return (
    <tr>
      <th scope="row" className="font-normal">
        {number}
      </th>
      <td>
        <When at={at} zone={zone} as="instant" />
      </td>
      <td className="text-end! max-sm:hidden">{t("ms", { ms: durationMs })}</td>
      <td>
        <Answer status={status} problem={problem} />
        {responseStart && (
          <span className="block text-small text-muted wrap-anywhere">
            {t("start")}: <code>{responseStart}</code>
          </span>
        )}
      </td>
    </tr>
  );
}
