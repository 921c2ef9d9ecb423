import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Section } from "../section";
import { When } from "../when";
import type { Health, IgnoredBecause } from "./data";
import { Lag, lagOf } from "./lag";

const latest = 5 * 60_000;
const reasons = ["other_mode", "other_account"] as const;

type Props = { health: Health; zone: string; sandbox: boolean };

/** Whether Stripe's events arrive, and what to do where they do not. */
export function EventsHealth({ health, zone, sandbox }: Props) {
  const t = useTranslations("staff.health");
  const time = <When at={health.asOf} zone={zone} as="time" />;
  return (
    <Section title={t("title")} note={t.rich("asOf", { time: () => time })}>
      <div className="max-w-prose space-y-5">
        <States health={health} sandbox={sandbox} />
        {(health.mode ?? health.last) && <Figures health={health} zone={zone} />}
        {sandbox && health.last && <p className="text-small text-muted">{t("clock")}</p>}
        <p>
          <Link href="/staff/events" className="text-green underline underline-offset-4">
            {t("open")}
          </Link>
        </p>
      </div>
    </Section>
  );
}

function States({ health, sandbox }: { health: Health; sandbox: boolean }) {
  const t = useTranslations("staff.health");
  const { mode, last, ignored, backlog, silence } = health;
  if (mode === null) return <Trouble title={t("off.title")}>{t("off.text")}</Trouble>;
  // The sandbox's clock may stand anywhere: only a real one tells what is late.
  const isLate = !sandbox && last !== null && lagOf(last) > latest;
  const wrong = reasons.filter((reason) => ignored[reason] > 0);
  const isStuck = backlog.lagSeconds > 60;
  const troubles = backlog.dead + backlog.lost + wrong.length + silence.plans;
  const needsNobody = troubles === 0 && !isStuck && !isLate;
  return (
    <>
      {last === null && <Trouble title={t("never.title")}>{t("never.text")}</Trouble>}
      {backlog.dead > 0 && (
        <Trouble title={t("dead.title", { count: backlog.dead })}>
          {t.rich("dead.text", { list: listOf("dead") })}
        </Trouble>
      )}
      {backlog.lost > 0 && (
        <Trouble title={t("lost.title", { count: backlog.lost })}>
          {t.rich("lost.text", { list: listOf("waiting") })}
        </Trouble>
      )}
      {isStuck && (
        <Trouble title={t("stuck.title", { count: backlog.due })}>{t("stuck.text")}</Trouble>
      )}
      {silence.plans > 0 && (
        <Trouble title={t("silent.title", { count: silence.plans })}>{t("silent.text")}</Trouble>
      )}
      {isLate && <Trouble title={t("late.title")}>{t("late.text")}</Trouble>}
      {wrong.map((reason) => (
        <Ignored key={reason} reason={reason} count={ignored[reason]} />
      ))}
      {last !== null && needsNobody && (
        <p className="text-green">
          <span aria-hidden="true" className="me-1.5 text-small">
            ●
          </span>
          {t("ok")}
        </p>
      )}
    </>
  );
}

function listOf(status: "dead" | "waiting") {
  return (words: ReactNode) => (
    <Link
      href={`/staff/events?status=${status}`}
      className="text-green underline underline-offset-4"
    >
      {words}
    </Link>
  );
}

function Ignored({ reason, count }: { reason: IgnoredBecause; count: number }) {
  const t = useTranslations("staff.health");
  return <Trouble title={t(`${reason}.title`, { count })}>{t(`${reason}.text`)}</Trouble>;
}

function Trouble({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="border-s-2 border-ochre ps-4">
      <p className="text-ochre">
        <span aria-hidden="true" className="me-1.5 text-small">
          ▲
        </span>
        {title}
      </p>
      <p className="mt-1">{children}</p>
    </div>
  );
}

function Figures({ health, zone }: { health: Health; zone: string }) {
  const t = useTranslations("staff.health");
  const { mode, last, received, ignored, backlog } = health;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2.5">
      {mode && <Fact name={t("mode")}>{t(mode)}</Fact>}
      {last && (
        <>
          <Fact name={t("last")}>
            <Link
              href={`/staff/events/${last.id}`}
              className="text-green underline underline-offset-4"
            >
              <code>{last.type}</code>
            </Link>{" "}
            <When at={last.receivedAt} zone={zone} as="instant" />
          </Fact>
          <Fact name={t("lag")}>
            <Lag of={last} />
          </Fact>
        </>
      )}
      <Fact name={t("received")}>{t("count", { count: received })}</Fact>
      <Fact name={t("ignored")}>
        {t("count", { count: ignored.other_mode + ignored.other_account })}
      </Fact>
      <Fact name={t("due")}>
        {t("count", { count: backlog.due })}
        {backlog.due > 0 && ` · ${t("eldest", { count: backlog.lagSeconds })}`}
      </Fact>
      <Fact name={t("waiting")}>{t("count", { count: backlog.waiting })}</Fact>
      <Fact name={t("givenUp")}>{t("count", { count: backlog.dead })}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}
