import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { useMethodName } from "../methods/name";
import { Section } from "../section";
import { When } from "../when";
import type { Settings, TopUp } from "./data";
import { PauseNote } from "./pause";
import { Runs } from "./runs";
import { useCooldown } from "./words";

type Props = {
  data: TopUp;
  zone: string;
  /** What sets it up, changes it and switches it off; and what goes on after a pause. */
  acts: ReactNode;
  resume: ReactNode;
};

/** CP4: packs bought by themselves: what was agreed to, how it stands, the last times it ran. */
export function TopUpSection({ data, zone, acts, resume }: Props) {
  const t = useTranslations("topUp");
  const { settings, may, hasProcessor, methods, runs } = data;
  const isOn = settings?.enabled === true;
  const canStart = hasProcessor && methods.length > 0 && data.packs.length > 0;
  return (
    <div id="auto-top-up">
      <Section title={t("title")}>
        <div className="max-w-prose space-y-3">
          {settings && isOn ? <Agreed data={data} settings={settings} /> : <p>{t("off")}</p>}
          {settings?.pause && (
            <PauseNote pause={settings.pause} zone={zone}>
              {may.buy && resume}
            </PauseNote>
          )}
          {!hasProcessor && <p className="text-muted">{t("noProcessor")}</p>}
          {hasProcessor && methods.length === 0 && !settings?.pause && <NoMethod />}
        </div>
        {settings && isOn && <Facts data={data} settings={settings} zone={zone} />}
        {may.buy ? (
          (isOn || canStart) && <div className="mt-4">{acts}</div>
        ) : (
          <p className="mt-4 text-small text-muted">{t("mayNot")}</p>
        )}
        {(isOn || runs.length > 0) && <Runs runs={runs} zone={zone} />}
      </Section>
    </div>
  );
}

function Agreed({ data, settings }: { data: TopUp; settings: Settings }) {
  const t = useTranslations("topUp");
  const nameOf = useMethodName();
  const offer = data.packs.find(({ pack }) => pack === settings.pack);
  const card = data.methods.find(({ id }) => id === settings.methodId);
  const chosen = card ? nameOf(card) : t("gone");
  return (
    <p>
      {t.rich("on", {
        threshold: () => <Credits of={settings.threshold} />,
        pack: () => offer?.name ?? settings.pack,
        amount: () => (offer ? <Amount of={offer.total} /> : "–"),
        method: settings.methodId === null ? t("defaultCard") : chosen,
      })}
    </p>
  );
}

function NoMethod() {
  const t = useTranslations("topUp");
  return (
    <p>
      {t.rich("noMethod", {
        add: (words) => (
          <Link href="/settings/payment" className={linkStyle}>
            {words}
          </Link>
        ),
      })}
    </p>
  );
}

type FactsProps = { data: TopUp; settings: Settings; zone: string };

function Facts({ data, settings, zone }: FactsProps) {
  const t = useTranslations("topUp.facts");
  const cooldown = useCooldown();
  const { spent, currency, waits } = data;
  const cap = { minor: settings.capMinor, currency };
  const until =
    waits &&
    t.rich(waits.isCapped ? "capped" : "notBefore", {
      time: () => <When at={waits.until} zone={zone} as="instant" />,
    });
  const facts: [string, ReactNode][] = [
    [
      t("spent"),
      t.rich("spentOf", { spent: () => <Amount of={spent} />, cap: () => <Amount of={cap} /> }),
    ],
    [t("cooldown"), cooldown(settings.cooldownMinutes)],
  ];
  if (!settings.pause) facts.push([t("next"), until ?? t("ready")]);
  if (settings.consentedAt) {
    facts.push([
      t("consented"),
      <When key="at" at={settings.consentedAt} zone={zone} as="instant" />,
    ]);
  }
  return (
    <dl className="mt-4 grid max-w-prose grid-cols-[auto_1fr] gap-x-6 gap-y-1">
      {facts.map(([name, fact]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}
