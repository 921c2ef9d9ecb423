import type { ReportView } from "./address";

type Narrowing = "from" | "currency" | "plan" | "segment";

const standing = ["currency", "segment"] as const;
const months = ["from", "currency", "plan", "segment"] as const;

/** What each report is narrowed by: recurring revenue is of no one plan, what stands has no first month. */
const narrowedBy: Record<ReportView["report"], readonly Narrowing[]> = {
  ...{ money: months, credits: months, revenue: months, deferred: months, units: months },
  ...{ impact: months, mrr: ["from", ...standing], owed: standing, ages: standing, ledger: [] },
};

export function isNarrowedBy({ report }: Pick<ReportView, "report">, by: Narrowing): boolean {
  return narrowedBy[report].includes(by);
}

/** Without what another report was narrowed to and this one says nothing of. */
export function narrowed(view: ReportView): ReportView {
  const of = <Value>(by: Narrowing, value: Value) => (isNarrowedBy(view, by) ? value : null);
  return {
    ...view,
    currency: of("currency", view.currency),
    plan: of("plan", view.plan),
    segment: of("segment", view.segment),
  };
}
