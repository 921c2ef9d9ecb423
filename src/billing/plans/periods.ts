import { Temporal } from "temporal-polyfill";
import { assert } from "@/lib/errors";
import { contains, cutToSeconds, maxDate, minDate, type Period } from "@/lib/time";

export type Interval = "month" | "year";

/** Where a subscription's boundaries are counted from: its first instant, in the account's zone. */
export type Anchor = { anchor: Date; timeZone: string };

export type Cycle = Anchor & { interval: Interval };

export type NumberedPeriod = Period & { index: number };

const slicesPerYear = 12;

/**
 * The index-th boundary, counted from the original anchor (index 0) and never from the one before.
 *
 * Keeps the anchor's local day and time: a day the month lacks becomes the month's last, a time the
 * clocks skip moves on by the gap, and of a time that comes twice the first counts.
 */
export function boundary({ anchor, timeZone, interval, index }: Cycle & { index: number }): Date {
  assert(Number.isSafeInteger(index) && index >= 0, "boundaries are counted on from the anchor");
  const first = cutToSeconds(anchor);
  // The anchor itself is never moved, also when it is the second of a time that comes twice.
  if (index === 0) return first;

  const months = index * monthsOf(interval);
  const asked = `${first.getTime()} ${months} ${timeZone}`;
  const known = boundaries.get(asked);
  if (known !== undefined) return new Date(known);
  const later = Temporal.Instant.fromEpochMilliseconds(first.getTime())
    .toZonedDateTimeISO(timeZone)
    .add({ months }, { overflow: "constrain" });
  if (boundaries.size >= mostBoundaries) boundaries.clear();
  boundaries.set(asked, later.epochMilliseconds);
  return new Date(later.epochMilliseconds);
}

// The same twelve slices are asked for several times an account and night; Temporal takes most of a night's time.
const boundaries = new Map<string, number>();
const mostBoundaries = 100_000;

/** The first boundary strictly after an instant; before the anchor that is the anchor. */
export function boundaryAfter(cycle: Cycle, at: Date): { index: number; at: Date } {
  // The guess is off by one at most, from zone and clamped days; the two loops settle it.
  let index = Math.max(0, Math.floor(monthsBetween(cycle.anchor, at) / monthsOf(cycle.interval)));
  let found = boundary({ ...cycle, index });
  while (found <= at) {
    index += 1;
    found = boundary({ ...cycle, index });
  }
  while (index > 0) {
    const earlier = boundary({ ...cycle, index: index - 1 });
    if (earlier <= at) break;
    index -= 1;
    found = earlier;
  }
  return { index, at: found };
}

/** The billing cycle an instant falls in; index 0 starts at the anchor. */
export function cycleAt(cycle: Cycle, at: Date): NumberedPeriod {
  const next = boundaryAfter(cycle, at);
  assert(next.index > 0, "no cycle runs before its anchor");
  const index = next.index - 1;
  return { index, start: boundary({ ...cycle, index }), end: next.at };
}

/**
 * The twelve monthly slices of the year that a dripping period is of (BOOKS B6), index 0 to 11 within the
 * year; a period that a change opened or closed is only a part of it.
 *
 * Their boundaries are the monthly ones of the same anchor, so the last slice ends with the year.
 */
export function slicesOf({ anchor, timeZone }: Anchor, within: Period): NumberedPeriod[] {
  const yearly: Cycle = { anchor, timeZone, interval: "year" };
  const { index, start, end } = cycleAt(yearly, within.start);
  assert(within.end <= end, "a dripping period lies within its year");
  const year = { start, end };

  const monthly: Cycle = { anchor, timeZone, interval: "month" };
  const edges = Array.from({ length: slicesPerYear + 1 }, (_, month) =>
    boundary({ ...monthly, index: index * slicesPerYear + month }),
  );
  return edges.slice(0, -1).map((edge, month) => {
    const slice = { index: month, start: edge, end: edges[month + 1] ?? year.end };
    assert(contains(year, slice.start) && slice.end <= year.end, "a slice lies within its year");
    return slice;
  });
}

/** A slice as far as a line or period is for it. */
export type SlicePart = NumberedPeriod & { whole: Period };

/** The slices that a part of a dripping year is for, the first and the last cut to it. */
export function slicesWithin(anchor: Anchor, within: Period): SlicePart[] {
  return slicesOf(anchor, within)
    .map((whole) => ({
      index: whole.index,
      start: maxDate(whole.start, within.start),
      end: minDate(whole.end, within.end),
      whole,
    }))
    .filter(({ start, end }) => start < end);
}

function monthsOf(interval: Interval): number {
  return interval === "year" ? 12 : 1;
}

/** A first guess only: UTC months, whatever the zone and the day. */
function monthsBetween(from: Date, to: Date): number {
  const years = to.getUTCFullYear() - from.getUTCFullYear();
  return years * 12 + to.getUTCMonth() - from.getUTCMonth();
}
