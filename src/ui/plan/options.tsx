import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { actionStyle } from "../action-style";
import { UnitPrice } from "../amount";
import { Credits, formatCredits, pluralCount } from "../credits";
import { Section } from "../section";
import type { CurrentPlan, Difference, PlanOption, PlanOptions } from "./data";
import { Allowance, Beyond, Price } from "./terms";

type Props = { options: PlanOptions; current: CurrentPlan; interval: "month" | "year" };

/** PC1: what else there is, with what each has more and less than the present plan. */
export function Options({ options, current, interval }: Props) {
  const t = useTranslations("plan.options");
  const intervals = new Set(options.items.map((one) => one.interval));
  const shown = options.items.filter((one) => one.interval === interval);
  return (
    <Section title={t("title")}>
      {intervals.size > 1 && <IntervalToggle chosen={interval} />}
      <ul className="grid gap-x-10 gap-y-8 sm:grid-cols-2 lg:grid-cols-3">
        {shown.map((option) => (
          <Card key={option.plan} {...{ option, current, features: options.features }} />
        ))}
      </ul>
    </Section>
  );
}

function IntervalToggle({ chosen }: { chosen: "month" | "year" }) {
  const t = useTranslations("plan.options");
  return (
    <nav aria-label={t("interval")} className="mb-6 flex gap-x-6 print:hidden">
      {(["month", "year"] as const).map((one) => (
        <Link
          key={one}
          href={one === "month" ? "/plan" : "/plan?interval=year"}
          scroll={false}
          aria-current={one === chosen ? "true" : undefined}
          className="border-b-2 border-transparent py-1 text-muted hover:text-ink aria-[current=true]:border-green aria-[current=true]:text-ink forced-colors:not-aria-[current=true]:border-[Canvas]"
        >
          {t(one)}
        </Link>
      ))}
    </nav>
  );
}

type CardProps = { option: PlanOption; current: CurrentPlan; features: PlanOptions["features"] };

function Card({ option, current, features }: CardProps) {
  const t = useTranslations("plan.options");
  const { plan, name, isCurrent, trial, differences, when, interval } = option;
  const isFirst = current.plan === null;
  const back = interval === "year" ? "&interval=year" : "";
  return (
    <li className="flex flex-col border-t border-rule pt-4">
      <h3 className="font-serif text-title">{name}</h3>
      <p>
        <Price of={option} />
      </p>
      <ul className="mt-3 space-y-1">
        <li>
          <Allowance of={option} />
        </li>
        <li className="text-muted">
          <Beyond of={option} />
        </li>
        {isFirst && trial && (
          <li>
            {t.rich("trial", { days: trial.days, credits: () => <Credits of={trial.allowance} /> })}
          </li>
        )}
      </ul>
      {differences.length > 0 && (
        <ul aria-label={t("differences", { plan: name })} className="mt-3 space-y-1 text-small">
          {differences.map((one) => (
            <li key={`${one.kind}-${"code" in one ? one.code : ""}`}>
              <DifferenceWords of={one} features={features} currency={option.price.currency} />
            </li>
          ))}
        </ul>
      )}
      <p className="mt-auto pt-4">
        {isCurrent ? (
          <span className="text-muted">{t("current")}</span>
        ) : (
          current.may.change && (
            <Link href={`/plan?to=${plan}${back}`} scroll={false} className={actionStyle}>
              {t(isFirst ? (trial ? "try" : "start") : "choose", { plan: name })}
            </Link>
          )
        )}
      </p>
      {!isFirst && !isCurrent && (
        <p className="mt-2 text-small text-muted">{t(when === "now" ? "now" : "later")}</p>
      )}
    </li>
  );
}

type WordsProps = { of: Difference; features: PlanOptions["features"]; currency: string };

/** A sign before each, so that more and less are told without colour. */
function DifferenceWords(props: WordsProps) {
  const { gained } = props.of;
  return (
    <>
      <span aria-hidden="true" className={`me-2 ${gained ? "text-green" : "text-ochre"}`}>
        {gained ? "+" : "−"}
      </span>
      <Words {...props} />
    </>
  );
}

function Words({ of, features, currency }: WordsProps) {
  const t = useTranslations("plan.difference");
  const locale = useLocale();
  const side = of.gained ? "more" : "less";
  switch (of.kind) {
    case "allowance":
      return t(`allowance.${side}`, {
        interval: of.every,
        count: pluralCount(of.credits),
        figure: formatCredits(of.credits, locale),
      });
    case "overage":
      return t(`overage.${side}`);
    case "overagePrice":
      return t.rich(`overagePrice.${side}`, {
        from: () => <UnitPrice of={of.from} currency={currency} />,
        to: () => <UnitPrice of={of.to} currency={currency} />,
      });
    case "rollover":
      return t(`rollover.${side}`, { figure: formatCredits(of.max, locale) });
    case "feature":
      return t(`feature.${side}`, {
        name: features.find(({ code }) => code === of.code)?.name ?? of.code,
      });
  }
}
