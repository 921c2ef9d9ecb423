import { dayOf, startOfDay } from "@/lib/time";
import { nextDay } from "./months";

export type HistoryInput = {
  start: Date;
  at: Date;
  zone: string;
  /** What can be used now. */
  available: bigint;
  /** What each local day after `start` added to grants and took from them. */
  changes: readonly { day: string; change: bigint }[];
  /** Given ahead of their time: in the ledger from the day they were issued, usable from a later one. */
  scheduled: readonly { amount: bigint; issuedAt: Date; effectiveAt: Date }[];
  /** Gone already, posted within the hour (BOOKS B9). */
  unposted: { credits: bigint; at: Date | null };
};

/**
 * What could be used at the start of each local day from `start` up to now, told backwards from what can
 * be used now. It recomputes from the ledger alone; the last point is the balance the page shows.
 */
export function historyOf(input: HistoryInput): { at: Date; left: bigint }[] {
  const { start, at, zone } = input;
  const changed = changesByDay(input);
  const days: string[] = [];
  for (let day = dayOf(start, zone); day <= dayOf(at, zone); day = nextDay(day)) days.push(day);

  let left = input.available;
  const points = [{ at, left }];
  for (const day of days.reverse()) {
    left -= changed.get(day) ?? 0n;
    const opens = startOfDay(day, zone);
    points.push({ at: opens > start ? opens : start, left });
  }
  return points.reverse();
}

function changesByDay(input: HistoryInput): Map<string, bigint> {
  const { start, at, zone, changes, scheduled, unposted } = input;
  const changed = new Map<string, bigint>();
  const add = (day: string, change: bigint) => changed.set(day, (changed.get(day) ?? 0n) + change);
  const count = (when: Date, change: bigint) => {
    if (start < when && when <= at) add(dayOf(when, zone), change);
  };

  for (const { day, change } of changes) add(day, change);
  for (const { amount, issuedAt, effectiveAt } of scheduled) {
    if (effectiveAt <= issuedAt) continue;
    count(issuedAt, -amount);
    count(effectiveAt, amount);
  }
  if (unposted.at) count(unposted.at, -unposted.credits);
  return changed;
}
