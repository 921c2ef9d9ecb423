import { assert } from "@/lib/errors";
import { addSeconds, dayOf, minDate, startOfDay } from "@/lib/time";
import type { DecisionDraft } from "../draft";
import { graceSeconds, type SlicePlace, type UsagePlace } from "./late-usage";

export type OverageRefusal =
  | "no_plan"
  | "plan_blocks"
  | "allowance_not_granted"
  | "debt_open"
  | "overage_cap";

/**
 * Why use beyond the grants is not allowed, or null when it is (BOOKS B4, B8).
 *
 * Only while the slice's allowance was really granted and no debt is open; one use is all or nothing
 * against the cap, which counts what is held as well.
 */
export function overageRefusal(
  draft: DecisionDraft,
  slice: SlicePlace | null,
  short: bigint,
): OverageRefusal | null {
  if (slice === null) return "no_plan";
  const { overage } = slice.version;
  if (overage.policy === "block") return "plan_blocks";
  if (!slice.allowanceGranted) return "allowance_not_granted";
  if (draft.debt > 0n) return "debt_open";
  if (overage.cap === null) return null;
  const row = draft.overage.find(
    (one) => one.planPeriodId === slice.periodId && one.sliceIndex === slice.sliceIndex,
  );
  const used = row ? row.credits + row.heldCredits : 0n;
  return used + short > overage.cap ? "overage_cap" : null;
}

/** Counts overage on its slice, and sees to it that it accrues or, of a closed slice, is billed. */
export function drawOverage(draft: DecisionDraft, { slice }: UsagePlace, credits: bigint): void {
  assert(slice, "overage belongs to a slice");
  draft.overageOf(slice.periodId, slice.sliceIndex).credits += credits;
  const { previous, t, houseTimezone } = draft.snapshot;
  const closed = previous?.periodId === slice.periodId && previous.slice.index === slice.sliceIndex;
  dueNoLaterThan(
    draft,
    closed ? addSeconds(previous.slice.endsAt, graceSeconds) : endOfDay(t, houseTimezone),
  );
}

/** The first instant of the next day of the books. */
export function endOfDay(t: Date, houseTimezone: string): Date {
  const today = dayOf(t, houseTimezone);
  // 36 hours on from the start of a day is inside the next one, however long the day is.
  const tomorrow = dayOf(addSeconds(startOfDay(today, houseTimezone), 36 * 3600), houseTimezone);
  return startOfDay(tomorrow, houseTimezone);
}

function dueNoLaterThan(draft: DecisionDraft, at: Date): void {
  const known = draft.decision.dueAt ?? draft.snapshot.head.dueAt;
  draft.decision.dueAt = known === null ? at : minDate(known, at);
}
