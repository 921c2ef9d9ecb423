import { assert, BillingError } from "@/lib/errors";
import { mostUpTo, priceOf } from "@/lib/pricing";
import { addSeconds, startOfNextDay } from "@/lib/time";
import { isBilledThere } from "../billed-there";
import type { DecisionDraft } from "../draft";
import type { PeriodState, PlanVersion } from "../state";
import { graceSeconds, type SlicePlace, type UsagePlace } from "./late-usage";

export type OverageRefusal =
  | "no_plan"
  | "plan_blocks"
  | "allowance_not_granted"
  | "withheld"
  | "debt_open"
  | "overage_cap";

/**
 * Why use beyond the grants is not allowed, or null when it is (BOOKS B4, B8).
 *
 * Only while the slice's allowance was really granted, nothing is kept back by us and no debt is open; one
 * use is all or nothing against the cap, which counts what is held as well.
 */
export function overageRefusal(
  draft: DecisionDraft,
  slice: SlicePlace | null,
  short: bigint,
): OverageRefusal | null {
  if (slice === null) return "no_plan";
  const { overage } = slice.version;
  // What is billed elsewhere is billed there as a whole: nobody would charge for more.
  if (overage.policy === "block" || isBilledThere(draft.snapshot.period)) return "plan_blocks";
  // Nor for what is late in the slice before, while the account's own allowance awaits its money.
  const withheld = draft.snapshot.period?.allowanceGranted === false;
  if (!slice.allowanceGranted || withheld) return "allowance_not_granted";
  if (draft.withheld) return "withheld";
  if (draft.debt > 0n) return "debt_open";
  const row = draft.overage.find(
    (one) => one.planPeriodId === slice.periodId && one.sliceIndex === slice.sliceIndex,
  );
  const used =
    usedBefore(draft.snapshot.period, slice) + (row ? row.credits + row.heldCredits : 0n);
  assertBillable((row?.credits ?? 0n) + (row?.heldCredits ?? 0n) + short, slice.version);
  return overage.cap !== null && used + short > overage.cap ? "overage_cap" : null;
}

/** What other plans of the same cycle took of the cap before a change opened the current period (BOOKS B8). */
function usedBefore(period: PeriodState | null, { periodId, sliceIndex }: SlicePlace): bigint {
  if (period?.id !== periodId || period.slice.index !== sliceIndex) return 0n;
  return overageBefore(period);
}

/** Of a dripping year the cap is of each month, and only the month of the change had another plan. */
export function overageBefore({ startsAt, slice, cycleOverage }: PeriodState): bigint {
  return slice.startsAt.getTime() === startsAt.getTime() ? cycleOverage : 0n;
}

/** Refuses what grants fall short of by `short`, unless it may be overage; all that is usable would be spent. */
export function assertOverageAllowed(
  draft: DecisionDraft,
  slice: SlicePlace | null,
  { needed, short }: { needed: bigint; short: bigint },
): void {
  const reason = overageRefusal(draft, slice, short);
  if (reason === null) return;
  const available = needed - short;
  throw new BillingError(
    "insufficient_credits",
    `This needs ${needed} credits and ${available} are available.`,
    { needed, available, reason },
  );
}

/** Minor units a slice's overage may cost. What no invoice can hold would stop the account at day end. */
const largestBill = 10n ** 15n;

function assertBillable(credits: bigint, version: PlanVersion): void {
  const { overage, currency } = version;
  if (overage.policy === "block" || mostUpTo(overage.model, credits, currency) <= largestBill)
    return;
  throw new BillingError("amount_too_large", "That use costs more than an invoice can hold.", {
    field: "quantity",
  });
}

/** What a slice's overage costs so far. A version that does not bill has none. */
export function overageAmount(credits: bigint, { overage, currency }: PlanVersion): bigint {
  return overage.policy === "bill" ? priceOf(overage.model, credits, currency) : 0n;
}

/** Counts overage on its slice, and sees to it that it accrues or, of a closed slice, is billed. */
export function drawOverage(draft: DecisionDraft, { slice }: UsagePlace, credits: bigint): void {
  assert(slice, "overage belongs to a slice");
  draft.overageOf(slice.periodId, slice.sliceIndex).credits += credits;
  const { previous, t, houseTimezone } = draft.snapshot;
  const closed = previous?.periodId === slice.periodId && previous.slice.index === slice.sliceIndex;
  draft.dueNoLaterThan(
    closed ? addSeconds(previous.slice.endsAt, graceSeconds) : startOfNextDay(t, houseTimezone),
  );
}
