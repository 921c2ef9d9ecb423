import { BillingError } from "@/lib/errors";
import type { PlanVersion } from "../state";
import type { CurrentCatalog } from "./current-catalog";

/** The newest version of a plan on sale in an account's currency, by its code. */
export function newestVersion(
  catalog: Pick<CurrentCatalog, "versions">,
  plan: string,
  currency: string,
): PlanVersion {
  const onSale = [...catalog.versions.values()].filter((one) => one.plan === plan && one.onSale);
  const [other] = onSale;
  if (!other) {
    throw new BillingError("unknown_plan", `There is no plan "${plan}" in the catalogue.`, {
      plan,
    });
  }
  const newest = onSale
    .filter((one) => one.currency === currency)
    .reduce<PlanVersion | null>((a, b) => (a && a.version > b.version ? a : b), null);
  if (newest) return newest;
  const currencies = [...new Set(onSale.map((one) => one.currency))].sort().join(", ");
  throw new BillingError(
    "invalid_input",
    `${other.planName} is priced in ${currencies}, the account pays in ${currency}.`,
    { field: "plan" },
  );
}
