import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type PriceModel, singlePrice } from "@/lib/pricing";
import { Amount, UnitPrice } from "../amount";
import { Credits } from "../credits";
import { PriceTerms } from "../price-terms";
import { Section } from "../section";
import { Status } from "../status";
import { When } from "../when";
import type { OverviewPlan, PlanToPay } from "./data";
import { MoreLink } from "./more-link";
import { PlanToComeSentence, PlanToPaySentence } from "./waiting-plan";

/** OV2: which plan, at what price, from when to when, and what happens then. */
export function Plan({ plan, zone }: { plan: OverviewPlan | null; zone: string }) {
  const t = useTranslations("overview.plan");
  if (!plan) return <PayAsYouGo />;
  return (
    <Section title={t("title")} note={<Status of={plan.inTrial ? "trial" : "active"} />}>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-serif text-figure">{plan.name}</span>
        <span className="text-muted">
          {t.rich("price", { interval: plan.interval, amount: () => <Amount of={plan.price} /> })}
        </span>
      </p>
      {plan.toPay && <ToPay of={plan.toPay} zone={zone} />}
      {plan.toCome && <ToCome of={plan.toCome} zone={zone} />}
      <Facts plan={plan} zone={zone} />
      <MoreLink href="/plan">{t("change")}</MoreLink>
    </Section>
  );
}

function ToPay({ of, zone }: { of: PlanToPay; zone: string }) {
  return (
    <p className="mt-4 border-s-2 border-ochre ps-4">
      <PlanToPaySentence of={of} zone={zone} />
    </p>
  );
}

/** PC7: what was decided already stands beside what is. */
function ToCome({ of, zone }: { of: NonNullable<OverviewPlan["toCome"]>; zone: string }) {
  return (
    <p className="mt-4 border-s-2 border-ochre ps-4">
      <PlanToComeSentence of={{ plan: of.plan?.name ?? null, at: of.at }} zone={zone} />
    </p>
  );
}

function Facts({ plan, zone }: { plan: OverviewPlan; zone: string }) {
  const t = useTranslations("overview.plan");
  const common = useTranslations("common");
  const { period, price, overageModel } = plan;
  return (
    <dl className="mt-6 grid grid-cols-[auto_1fr] gap-x-6 gap-y-2.5">
      <Fact term={t("period")}>
        <When at={period.start} zone={zone} as="instant" /> –{" "}
        <When at={period.end} zone={zone} as="instant" />
        <span className="block text-small text-muted">{common("timesIn", { zone })}</span>
      </Fact>
      {!plan.toCome && (
        <Fact term={t("renews")}>
          {t.rich(price.minor === 0n ? "renewsFree" : "renewsFor", {
            time: () => <When at={period.end} zone={zone} />,
            amount: () => <Amount of={price} />,
          })}
        </Fact>
      )}
      <Fact term={t("includes")}>
        {t.rich(plan.trialAllowance === null ? "allowance" : "allowanceTrial", {
          interval: plan.allowanceEvery,
          follows: plan.toCome ? "other" : "same",
          credits: () => <Credits of={plan.allowance} />,
          trial: () => <Credits of={plan.trialAllowance ?? 0n} />,
        })}
      </Fact>
      <Fact term={t("beyond")}>
        {overageModel ? <Beyond of={overageModel} currency={price.currency} /> : t("blocked")}
      </Fact>
    </dl>
  );
}

function Beyond({ of: model, currency }: { of: PriceModel; currency: string }) {
  const t = useTranslations("overview.plan");
  const one = singlePrice(model);
  if (one !== null) {
    return t.rich("billed", { price: () => <UnitPrice of={one} currency={currency} /> });
  }
  return (
    <>
      {t("billedTiers")} <PriceTerms of={model} currency={currency} />
    </>
  );
}

function PayAsYouGo() {
  const t = useTranslations("overview.plan");
  return (
    <Section title={t("title")}>
      <p className="font-serif text-figure">{t("payAsYouGo")}</p>
      <p className="mt-6 text-muted">{t("payAsYouGoText")}</p>
      <MoreLink href="/plan">{t("change")}</MoreLink>
    </Section>
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
