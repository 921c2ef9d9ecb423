import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Section } from "../section";
import { When } from "../when";
import type { Rule, Rules as RulesData } from "./data";
import { useRuleName } from "./words";

type Props = {
  found: RulesData;
  zone: string;
  actions: (rule: Rule) => ReactNode;
  /** What makes a rule; where there is none yet, with some to begin with. */
  making: ReactNode;
};

/** AL1, AL5: what an account's people want to be told of, and how. */
export function Rules({ found, zone, actions, making }: Props) {
  const t = useTranslations("alerts.rules");
  const { rules, may } = found;
  return (
    <Section title={t("title")}>
      {rules.length === 0 ? (
        <p>{t("none")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("caption")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("rule")}</th>
              <th scope="col" className="max-md:hidden">
                {t("told")}
              </th>
              <th scope="col" className="max-md:hidden">
                {t("lastFired")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <Row
                key={rule.id}
                rule={rule}
                currency={found.currency}
                zone={zone}
                actions={may.manage && actions(rule)}
              />
            ))}
          </tbody>
        </table>
      )}
      {may.manage ? making : <p className="mt-4 text-small text-muted">{t("mayNot")}</p>}
    </Section>
  );
}

type RowProps = { rule: Rule; currency: string; zone: string; actions: ReactNode };

function Row({ rule, currency, zone, actions }: RowProps) {
  const t = useTranslations("alerts.rules");
  const name = useRuleName(currency);
  const lastFired = rule.lastFiredAt ? (
    <When at={rule.lastFiredAt} zone={zone} as="instant" />
  ) : (
    <span className="text-muted">{t("never")}</span>
  );
  return (
    <tr data-row>
      <th scope="row" className="font-normal wrap-anywhere">
        {name(rule)}
        {!rule.enabled && <span className="text-muted"> ({t("off")})</span>}
        <span className="block text-small text-muted md:hidden">
          <Told rule={rule} />
        </span>
        <span className="block text-small text-muted md:hidden">
          {t("lastFired")} {lastFired}
        </span>
        {actions && <span className="block">{actions}</span>}
      </th>
      <td className="wrap-anywhere max-md:hidden">
        <Told rule={rule} />
      </td>
      <td className="max-md:hidden">{lastFired}</td>
    </tr>
  );
}

/** The ways it is told, with the addresses of the mails. */
export function Told({ rule }: { rule: Pick<Rule, "channels" | "recipients"> }) {
  const t = useTranslations("alerts.told");
  const { channels, recipients } = rule;
  const ways = channels.map((channel) =>
    channel === "email" && recipients.length > 0
      ? t("emailTo", { recipients: recipients.join(", ") })
      : t(channel),
  );
  return <>{ways.join(" · ")}</>;
}
