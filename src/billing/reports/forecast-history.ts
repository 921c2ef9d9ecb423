import type { GrantId } from "@/lib/ids";
import { addSeconds, dayOf, startOfDay } from "@/lib/time";
import { isUsable } from "../credits/burn-down";
import { nextDay } from "./months";

export type HistoryInput = {
  start: Date;
  at: Date;
  zone: string;
  /** Every grant that could pay at some time after `start`, with what is left on it now. */
  grants: readonly { id: GrantId; effectiveAt: Date; expiresAt: Date | null; left: bigint }[];
  /** What each local day after `start` added to grants and took from them; a day and grant may come twice. */
  changes: readonly { day: string; grantId: GrantId; change: bigint }[];
};

/**
 * What could be used at the start of each local day from `start` up to now, told backwards from what can
 * be used now. It recomputes from the ledger alone; the last point is the balance the page shows.
 *
 * Grant by grant, as a past balance is told: late use may have been paid by a grant that could not pay yet
 * when it happened, or was on hold then, and takes nothing from the others.
 */
export function historyOf(input: HistoryInput): { at: Date; left: bigint }[] {
  const { start, at, zone, grants } = input;
  const changes = Map.groupBy(input.changes, ({ day }) => day);
  const days: string[] = [];
  for (let day = dayOf(start, zone); day <= dayOf(at, zone); day = nextDay(day)) days.push(day);

  const left = new Map(grants.map((grant) => [grant.id, grant.left]));
  const usableAt = (instant: Date) =>
    grants.reduce((sum, grant) => {
      const credits = left.get(grant.id) ?? 0n;
      return credits > 0n && isUsable(grant, instant) ? sum + credits : sum;
    }, 0n);

  const points = [{ at, left: usableAt(at) }];
  for (const day of days.reverse()) {
    for (const { grantId, change } of changes.get(day) ?? []) {
      left.set(grantId, (left.get(grantId) ?? 0n) - change);
    }
    const opens = startOfDay(day, zone);
    // A day starts before what happens in its first second.
    points.push(
      opens > start
        ? { at: opens, left: usableAt(addSeconds(opens, -1)) }
        : { at: start, left: usableAt(start) },
    );
  }
  return points.reverse();
}
