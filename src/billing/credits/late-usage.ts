import { BillingError } from "@/lib/errors";
import type { PlanPeriodId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import type { CreditSnapshot, GrantState, PlanVersion } from "../state";
import { inBurnDownOrder, usableGrants } from "./burn-down";

/** How long after a boundary late usage still counts to what closed there (BOOKS B9). */
export const graceSeconds = 3600;

export type SlicePlace = {
  periodId: PlanPeriodId;
  sliceIndex: number;
  version: PlanVersion;
  allowanceGranted: boolean;
};

/** Where an event belongs: its time, the slice that counts it, and the grants that may pay. */
export type UsagePlace = {
  occurredAt: Date;
  slice: SlicePlace | null;
  /** Null for the grants usable now. */
  grants: GrantState[] | null;
  originalPeriodId: PlanPeriodId | null;
};

/**
 * BOOKS B9. In the open period, or without one: now's grants pay. In the grace hour after a renewal:
 * what the grants usable then still have, then their rollover children, and the closed slice's overage.
 * Later: as if now, labelled with the period it happened in.
 */
export function placeUsage(
  snapshot: CreditSnapshot,
  grants: readonly GrantState[],
  occurredAt: Date | null,
  periodAt: (at: Date) => PlanPeriodId | null,
): UsagePlace {
  const at = assertWhen(occurredAt, snapshot.t);
  const { period, previous, t } = snapshot;
  const current = currentSlice(snapshot);
  if (at >= t || (period && period.slice.startsAt <= at)) {
    return { occurredAt: at, slice: current, grants: null, originalPeriodId: null };
  }
  if (
    previous &&
    previous.slice.startsAt <= at &&
    at < previous.slice.endsAt &&
    t < addSeconds(previous.slice.endsAt, graceSeconds)
  ) {
    const slice = {
      periodId: previous.periodId,
      sliceIndex: previous.slice.index,
      version: previous.version,
      allowanceGranted: previous.allowanceGranted,
    };
    const then = grantsOfThen(grants, { at, boundary: previous.slice.endsAt });
    return { occurredAt: at, slice, grants: then, originalPeriodId: null };
  }
  const original = periodAt(at);
  return {
    occurredAt: at,
    slice: current,
    grants: null,
    originalPeriodId: original === period?.id ? null : original,
  };
}

/** The slice that counts what is used now; null without a plan. */
export function currentSlice({ period }: CreditSnapshot): SlicePlace | null {
  return (
    period && {
      periodId: period.id,
      sliceIndex: period.slice.index,
      version: period.version,
      allowanceGranted: period.allowanceGranted,
    }
  );
}

/** What ended before the boundary, or was given after it, had nothing there. */
function grantsOfThen(
  grants: readonly GrantState[],
  { at, boundary }: { at: Date; boundary: Date },
): GrantState[] {
  const then = usableGrants(grants, at).filter(
    ({ expiresAt, issuedAt }) => issuedAt < boundary && (!expiresAt || expiresAt >= boundary),
  );
  const parents = new Set(
    grants.filter((grant) => grant.effectiveAt <= at).map((grant) => grant.id),
  );
  const children = grants.filter(
    (grant) =>
      grant.parentGrantId !== null && parents.has(grant.parentGrantId) && !then.includes(grant),
  );
  return [...then, ...inBurnDownOrder(children.filter((child) => child.remaining > 0n))];
}

/** Refuses what cannot have happened when the event says; null means now. */
function assertWhen(occurredAt: Date | null, t: Date): Date {
  if (occurredAt === null) return t;
  if (occurredAt > addSeconds(t, 5 * 60)) {
    throw new BillingError("invalid_input", "occurredAt is more than five minutes ahead.", {
      field: "occurredAt",
    });
  }
  if (occurredAt < addSeconds(t, -35 * 86_400)) {
    throw new BillingError("too_old", "That use is more than 35 days old and can't be booked.", {
      field: "occurredAt",
    });
  }
  return occurredAt;
}
