import type { ChangeTerms } from "../decision";
import type { PeriodState, PlanVersion } from "../state";
import type { CurrentCatalog } from "./current-catalog";

export type Wanted = { when: "now" | "period_end" | null; anchor: ChangeTerms["anchor"] | null };

/**
 * How a change between two plans is made: as the catalogue says for the pair, else price up now and price
 * down at the end of the period; the anchor is kept unless the interval changes (DESIGN §5, BOOKS B6).
 */
export function rulesFor(
  catalog: CurrentCatalog,
  { version: from, trial }: Pick<PeriodState, "version" | "trial">,
  to: PlanVersion,
  wanted: Wanted,
): { when: "now" | "period_end"; terms: ChangeTerms } {
  const rule = catalog.changeRules.find((one) => one.from === from.plan && one.to === to.plan);
  const isUp = perYear(to) > perYear(from);
  const isSameInterval = from.interval === to.interval;
  return {
    when: wanted.when ?? rule?.when ?? (isUp || trial ? "now" : "period_end"),
    terms: {
      // A trial keeps its end, whatever comes after it.
      anchor: isSameInterval || trial ? (wanted.anchor ?? "keep") : "reset",
      allowance: rule?.allowance ?? "prorate",
      creditBasis: rule?.creditBasis ?? "usage",
    },
  };
}

function perYear({ priceMinor, interval }: PlanVersion): bigint {
  return interval === "year" ? priceMinor : priceMinor * 12n;
}
