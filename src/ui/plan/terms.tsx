import { useTranslations } from "next-intl";
import { singlePrice } from "@/lib/pricing";
import { Amount, UnitPrice } from "../amount";
import { Credits } from "../credits";
import { PriceTerms } from "../price-terms";
import type { PlanTerms } from "./data";

/** What a plan costs and how often. */
export function Price({ of: { price, interval } }: { of: PlanTerms }) {
  const t = useTranslations("plan.terms");
  if (price.minor === 0n) return t("free");
  return t.rich("price", { interval, amount: () => <Amount of={price} /> });
}

/** What a plan includes. */
export function Allowance({ of: { allowance, allowanceEvery: interval } }: { of: PlanTerms }) {
  const t = useTranslations("plan.terms");
  return t.rich("allowance", { interval, credits: () => <Credits of={allowance} /> });
}

/** What happens when it is used up. */
export function Beyond({ of: { overage, price } }: { of: PlanTerms }) {
  const t = useTranslations("plan.terms");
  if (overage.policy === "block") return t("blocked");
  const { model } = overage;
  const unitPrice = singlePrice(model);
  if (unitPrice === null) {
    return (
      <>
        {t("billedTiers")} <PriceTerms of={model} currency={price.currency} />
      </>
    );
  }
  return t.rich("billed", { price: () => <UnitPrice of={unitPrice} currency={price.currency} /> });
}
