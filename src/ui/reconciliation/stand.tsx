"use client";

import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { useLookAgain } from "../look-again";
import { Marked } from "../marked";
import { Section } from "../section";
import { mainButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import { When } from "../when";
import { type ReconciliationActs, type Run, type Stand, steps } from "./data";

type Props = { of: Stand; zone: string; start: ReconciliationActs["start"] };

/** RC2, RC6: whether both sides agree, as of when; the comparison that runs, step by step; and the button for one. */
export function HowItStands({ of, zone, start }: Props) {
  const t = useTranslations("reconciliation.stands");
  const { running, last, open, may, hasProcessor } = of;
  return (
    <Section title={t("title")} note={last && asOf(t, last, zone)}>
      {!hasProcessor && <p className="mb-4">{t("noProcessor")}</p>}
      <p className="mb-4">
        {last?.totals ? <Verdict of={of} rows={last.totals.rows} /> : t("never")}
      </p>
      {open.length > 0 && <ByClass open={open} />}
      <div aria-live="polite" className="mt-6">
        {running ? (
          <Progress run={running} />
        ) : (
          may.work && hasProcessor && <RunNow start={start} />
        )}
      </div>
    </Section>
  );
}

type Words = ReturnType<typeof useTranslations<"reconciliation.stands">>;

function asOf(t: Words, { until }: Run, zone: string) {
  return t.rich("asOf", { time: () => <When at={until} zone={zone} as="instant" /> });
}

function Verdict({ of: { open }, rows }: { of: Stand; rows: number }) {
  const t = useTranslations("reconciliation.stands");
  const count = open.reduce((sum, one) => sum + one.count, 0);
  if (count > 0) {
    return (
      <Marked isSentence of={{ mark: "▲", tone: "text-ochre" }}>
        {t("some", { count, rows })}
      </Marked>
    );
  }
  return (
    <Marked isSentence of={{ mark: "●", tone: "text-green" }}>
      {t("allMatch", { rows })}
    </Marked>
  );
}

function ByClass({ open }: Pick<Stand, "open">) {
  const t = useTranslations("reconciliation.stands");
  const named = useTranslations("reconciliation.classes");
  return (
    <table className="w-full max-w-xl border-collapse text-start">
      <caption className="sr-only">{t("byClass")}</caption>
      <thead>
        <tr className="border-b border-rule text-small text-muted">
          <th scope="col" className="py-1 text-start font-normal">
            {t("class")}
          </th>
          <th scope="col" className="py-1 text-end font-normal">
            {t("count")}
          </th>
          <th scope="col" className="py-1 text-end font-normal">
            {t("amount")}
          </th>
        </tr>
      </thead>
      <tbody>
        {open.map((one) => (
          <tr key={`${one.class} ${one.currency}`} className="border-b border-rule">
            <th scope="row" className="py-1 text-start font-normal">
              {named(one.class)}
            </th>
            <td className="py-1 text-end tabular-nums">{one.count}</td>
            <td className="py-1 text-end">
              {one.currency === null ? (
                "–"
              ) : (
                <Amount of={{ minor: one.minor, currency: one.currency }} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RunNow({ start }: Pick<Props, "start">) {
  const t = useTranslations("reconciliation.stands");
  const act = useAct(start, () => t("asked"));
  return (
    <button
      type="button"
      disabled={act.busy}
      onClick={() => void act.run(undefined)}
      className={mainButton}
    >
      {t("runNow")}
    </button>
  );
}

function Progress({ run }: { run: Run }) {
  const t = useTranslations("reconciliation.stands");
  const words = useTranslations("reconciliation.steps");
  const { isLate } = useLookAgain();
  const now = run.step === "done" ? steps.length : steps.indexOf(run.step);
  return (
    <>
      <p>{t("running")}</p>
      <ol aria-label={words("label")} className="mt-2 space-y-1">
        {steps.map((step, index) => {
          const [mark, stands] =
            index < now
              ? (["●", "isDone"] as const)
              : index === now
                ? (["◐", "isNow"] as const)
                : (["○", "isNext"] as const);
          return (
            <li key={step} aria-current={index === now ? "step" : undefined}>
              <Marked of={{ mark, tone: index > now ? "text-muted" : "text-ink" }}>
                {words(step)}: {words(stands)}
              </Marked>
              {index === 0 && ` · ${t("listed", { count: Number(run.listed) })}`}
            </li>
          );
        })}
      </ol>
      {run.problem && <p className="mt-2 text-ochre">{t("problem", { text: run.problem })}</p>}
      {isLate && <p className="mt-2 text-muted">{t("late")}</p>}
    </>
  );
}
