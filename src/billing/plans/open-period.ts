import { newId, type PlanPeriodId } from "@/lib/ids";
import type { PlanPeriodDraft } from "../decision";
import type { PeriodState } from "../state";
import { boundary, slicesOf } from "./periods";

/** The `cycleIndex`-th period counted from the anchor, standing at its first slice. */
export function openPeriod(
  of: Pick<
    PeriodState,
    | "subscriptionId"
    | "version"
    | "anchorAt"
    | "timezone"
    | "cycleIndex"
    | "allowanceGranted"
    | "cycleOverage"
  >,
): PeriodState {
  const cycle = { anchor: of.anchorAt, timeZone: of.timezone, interval: of.version.interval };
  const startsAt = boundary({ ...cycle, index: of.cycleIndex });
  const endsAt = boundary({ ...cycle, index: of.cycleIndex + 1 });
  const [first] =
    of.version.drip === "month" ? slicesOf(cycle, { start: startsAt, end: endsAt }) : [];
  const slice = { index: 0, startsAt, endsAt: first?.end ?? endsAt };
  return { ...of, id: newId<PlanPeriodId>(), startsAt, endsAt, slice, trial: false };
}

/** A period as a row to be. */
export function newPeriod(
  period: PeriodState,
  how: Pick<PlanPeriodDraft, "openedBy" | "state">,
): PlanPeriodDraft {
  return { ...period, planVersionId: period.version.id, ...how };
}
