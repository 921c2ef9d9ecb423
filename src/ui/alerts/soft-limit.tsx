import { useTranslations } from "next-intl";
import { Credits } from "../credits";
import type { Rules } from "./data";

/** AL6: an alert tells and stops nothing. Where use does stop, and whether it does, is the plan's to say. */
export function SoftLimit({ plan }: { plan: Rules["plan"] }) {
  const t = useTranslations("alerts.soft");
  return (
    <p className="mb-8 max-w-prose">
      {t("tells")} {plan === null && t("prepaid")}
      {plan?.stops && t("stops", { plan: plan.name })}
      {plan && !plan.stops && plan.cap === null && t("billed", { plan: plan.name })}
      {plan &&
        !plan.stops &&
        plan.cap !== null &&
        t.rich("capped", { plan: plan.name, cap: () => <Credits of={plan.cap ?? 0n} /> })}
    </p>
  );
}
