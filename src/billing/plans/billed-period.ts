import { assert } from "@/lib/errors";
import { newId, type PlanPeriodId, type SubscriptionId } from "@/lib/ids";
import type { Period } from "@/lib/time";
import type { Outlook } from "../decision";
import type { PeriodState, PlanVersion } from "../state";
import { boundary, boundaryAfter, slicesOf } from "./periods";

/** Stripe counts its boundaries in UTC. */
export const billedTimezone = "UTC";

type Billed = {
  subscriptionId: SubscriptionId;
  stripeSubscriptionId: string;
  version: PlanVersion;
  bounds: Period;
  anchorAt: Date;
  trial: boolean;
  outlook: Outlook;
  /** Which month of a dripping year is current. */
  at: Date;
};

/**
 * A plan period with the processor's exact bounds. It is counted from the processor's anchor where that gives these
 * bounds, else from its own start: what follows is told and not counted.
 */
export function billedPeriod({ bounds, at, trial, outlook, ...of }: Billed): PeriodState {
  const { subscriptionId, stripeSubscriptionId, version } = of;
  const { start: startsAt, end: endsAt } = bounds;
  const cycle = trial ? { anchorAt: endsAt, cycleIndex: -1 } : cycleOf(of, bounds);
  const whole = { index: 0, startsAt, endsAt };
  const drips = version.drip !== null && !trial;
  return {
    id: newId<PlanPeriodId>(),
    ...{ subscriptionId, stripeSubscriptionId, version, startsAt, endsAt, ...cycle },
    slice: drips ? sliceAt({ anchorAt: cycle.anchorAt, bounds, at }) : whole,
    ...{ allowanceGranted: true, timezone: billedTimezone, trial, cycleOverage: 0n, outlook },
  };
}

function cycleOf({ anchorAt, version }: Pick<Billed, "anchorAt" | "version">, bounds: Period) {
  const own = { anchorAt: bounds.start, cycleIndex: 0 };
  if (anchorAt > bounds.start) return own;
  const cycle = { anchor: anchorAt, timeZone: billedTimezone, interval: version.interval };
  const { index, at } = boundaryAfter(cycle, bounds.start);
  const isCounted =
    +at === +bounds.end && +boundary({ ...cycle, index: index - 1 }) === +bounds.start;
  return isCounted ? { anchorAt, cycleIndex: index - 1 } : own;
}

function sliceAt({ anchorAt, bounds, at }: { anchorAt: Date; bounds: Period; at: Date }) {
  const slices = slicesOf({ anchor: anchorAt, timeZone: billedTimezone }, bounds);
  const found = slices.find(({ start, end }) => start <= at && at < end) ?? slices.at(-1);
  assert(found, "a year has months");
  return { index: found.index, startsAt: found.start, endsAt: found.end };
}
