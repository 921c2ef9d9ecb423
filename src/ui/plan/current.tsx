import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { invoiceParts } from "../invoice-parts";
import { Section } from "../section";
import { Status } from "../status";
import { When } from "../when";
import type { CurrentPlan, RunningPlan } from "./data";
import { Allowance, Beyond, Price } from "./terms";

type Props = { current: CurrentPlan; zone: string; waiting: ReactNode };

/** The plan as it stands: what it costs, from when to when, and what was decided about it. */
export function Current({ current, zone, waiting }: Props) {
  const t = useTranslations("plan.current");
  const { plan, may, overdue } = current;
  return (
    <Section title={t("title")} note={plan && <Status of={plan.inTrial ? "trial" : "active"} />}>
      {plan ? <Running plan={plan} current={current} zone={zone} /> : <None />}
      {overdue && (
        <p className="mt-4 border-s-2 border-ochre ps-4">
          {t.rich("overdue", invoiceParts(overdue))}
        </p>
      )}
      {waiting}
      {plan?.billedElsewhere && (
        <p className="mt-4 border-s-2 border-rule ps-4">{t("billedElsewhere")}</p>
      )}
      {!may.change && !plan?.billedElsewhere && (
        <p className="mt-4 text-small text-muted">{t("mayNot")}</p>
      )}
    </Section>
  );
}

type RunningProps = { plan: RunningPlan; current: CurrentPlan; zone: string };

function Running({ plan, current: { waiting, may }, zone }: RunningProps) {
  const t = useTranslations("plan.current");
  const common = useTranslations("common");
  const { period, inTrial, price } = plan;
  const next = waiting.find(({ waitsFor }) => waitsFor === "period_end");
  const renewal = inTrial ? "trialEnds" : price.minor === 0n ? "renewsFree" : "renewsFor";
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-serif text-figure">{plan.name}</span>
        <span className="text-muted">
          <Price of={plan} />
        </span>
      </p>
      <dl className="mt-6 grid grid-cols-[auto_1fr] gap-x-6 gap-y-2.5">
        <Fact term={t("period")}>
          <When at={period.start} zone={zone} as="instant" /> –{" "}
          <When at={period.end} zone={zone} as="instant" />
          <span className="block text-small text-muted">{common("timesIn", { zone })}</span>
        </Fact>
        {!next && (
          <Fact term={t("renews")}>
            {t.rich(renewal, {
              time: () => <When at={period.end} zone={zone} />,
              amount: () => <Amount of={price} />,
            })}
          </Fact>
        )}
        <Fact term={t("includes")}>
          {inTrial && plan.trial ? (
            t.rich("includesTrial", {
              interval: plan.allowanceEvery,
              follows: next ? "other" : "same",
              credits: () => <Credits of={plan.allowance} />,
              trial: () => <Credits of={plan.trial?.allowance ?? 0n} />,
            })
          ) : (
            <Allowance of={plan} />
          )}
        </Fact>
        <Fact term={t("beyond")}>
          <Beyond of={plan} />
        </Fact>
      </dl>
      {plan.awaitingPayment && <p className="mt-4">{t("awaitingPayment")}</p>}
      {may.change && next?.kind !== "cancel" && (
        <p className="mt-6 print:hidden">
          <Link href="/plan?cancel=1" scroll={false} className={linkStyle}>
            {t("cancel")}
          </Link>
        </p>
      )}
    </>
  );
}

function None() {
  const t = useTranslations("plan.current");
  return (
    <>
      <p className="font-serif text-figure">{t("none")}</p>
      <p className="mt-4 text-muted">{t("noneText")}</p>
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd>{children}</dd>
    </>
  );
}
