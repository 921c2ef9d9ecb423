import { type InvoiceLineId, newId } from "@/lib/ids";
import { decimalOf, type Money } from "@/lib/money";
import type { Period } from "@/lib/time";
import type { InvoiceLineDraft, OverageChange } from "../decision";
import type { PeriodState, PlanVersion } from "../state";
import { pricedOverage } from "./line-price";
import { toldOf } from "./plan-name";

/** What most lines are silent about. */
export const plainLine = {
  sliceIndex: null,
  pack: null,
  discountMinor: 0n,
  taxMinor: 0n,
  taxIncluded: false,
  taxRatePpm: null,
  creditedLineId: null,
  facts: null,
} as const;

/** A charge that is only asked what would be taken off it and added to it. */
export function chargeFor(
  kind: "plan" | "overage" | "pack",
  { minor, currency }: Money,
  period: Period,
): InvoiceLineDraft {
  return {
    ...plainLine,
    ...{ id: newId<InvoiceLineId>(), kind, description: "" },
    ...{ planVersionId: null, planPeriodId: null, quantity: 1n, credits: 0n },
    ...{ periodStart: period.start, periodEnd: period.end },
    ...{ unitPrice: decimalOf({ minor, currency }), amountMinor: minor },
  };
}

/** A period of a plan, billed in advance at its full price. */
export function planLine(period: PeriodState): InvoiceLineDraft {
  const { version } = period;
  return {
    ...plainLine,
    id: newId<InvoiceLineId>(),
    kind: "plan",
    description: toldOf("plan", version.planName),
    planVersionId: version.id,
    planPeriodId: period.id,
    periodStart: period.startsAt,
    periodEnd: period.endsAt,
    quantity: 1n,
    unitPrice: decimalOf({ minor: version.priceMinor, currency: version.currency }),
    amountMinor: version.priceMinor,
    credits: version.allowance,
  };
}

/** Use beyond the grants of one slice, billed in arrears, rounded once (BOOKS B8, B10). */
export function overageLine(
  id: InvoiceLineId,
  row: OverageChange,
  { version, dates }: { version: PlanVersion; dates: Period },
): InvoiceLineDraft {
  return {
    ...plainLine,
    id,
    kind: "overage",
    description: toldOf("overage", version.planName),
    planVersionId: version.id,
    planPeriodId: row.planPeriodId,
    sliceIndex: row.sliceIndex,
    periodStart: dates.start,
    periodEnd: dates.end,
    ...pricedOverage(row.credits, version),
  };
}

export function totalOf(lines: readonly InvoiceLineDraft[]): bigint {
  return lines.reduce((sum, line) => sum + line.amountMinor, 0n);
}

export function taxOf(lines: readonly InvoiceLineDraft[]): bigint {
  return lines.reduce((sum, line) => sum + line.taxMinor, 0n);
}

/** What a line is worth to the books: after its discount and without tax. Shown lines are worth nothing. */
export function netOf(line: InvoiceLineDraft): bigint {
  if (line.kind === "discount" || line.kind === "tax") return 0n;
  return line.amountMinor - line.discountMinor - (line.taxIncluded ? line.taxMinor : 0n);
}
