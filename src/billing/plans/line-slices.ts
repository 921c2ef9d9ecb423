import { part } from "@/lib/money";
import { maxDate, minDate, secondsBetween } from "@/lib/time";
import type { InvoiceLineDraft } from "../decision";
import { type Anchor, type SlicePart, slicesWithin } from "./periods";
import type { Share } from "./proration";

/** A slice of a dripping year that a line is for, with what of the slice's price it was charged. */
export type LineSlice = SlicePart & { share: Share };

/**
 * The slices a line is for (BOOKS B6). Those it is for as a whole were charged whole; of a first one that
 * is a part the line says itself what that is, in seconds or in whole local dates: what was charged is what
 * its grant is worth, what is earned of it and what a later change gives back.
 */
export function slicesOfLine(
  anchor: Anchor,
  { periodStart, periodEnd, facts }: Pick<InvoiceLineDraft, "periodStart" | "periodEnd" | "facts">,
): LineSlice[] {
  const within = slicesWithin(anchor, { start: periodStart, end: periodEnd });
  return within.map((slice, place) => {
    const isCharged = place === 0 && facts?.kind === "proration_charge";
    const { left, total } = isCharged ? facts : { left: 1n, total: 1n };
    return { ...slice, share: { left, total } };
  });
}

/**
 * An amount cut into a line's slices, each the difference of two rounded running totals (BOOKS B6).
 *
 * Whole months weigh the same, however long they are; a first one that is only a part weighs its part.
 */
export function slicesOfAmount(amount: bigint, slices: readonly LineSlice[]): bigint[] {
  const [first] = slices;
  if (!first) return [];
  const { left, total } = first.share;
  const weights = slices.map((_, place) => (place === 0 ? left : total));
  const all = weights.reduce((sum, weight) => sum + weight, 0n);
  // A last local date alone is charged nothing.
  if (all === 0n) return slices.map(() => 0n);
  let running = 0n;
  return weights.map((weight) => {
    const before = part(amount, running, all);
    running += weight;
    return part(amount, running, all) - before;
  });
}

/**
 * What of a line's time was done between two instants, of all that was to do from the first on: every
 * slice weighs what of it was charged, and within it its seconds weigh the same.
 */
export function slicesDone(
  slices: readonly LineSlice[],
  { from, at }: { from: Date; at: Date },
): { done: bigint; whole: bigint } {
  // A common denominator keeps it exact.
  const unit = slices.reduce((product, slice) => lcm(product, denominatorOf(slice)), 1n);
  const weigh = (start: Date, end: Date) =>
    slices.reduce((sum, slice) => {
      const seconds = secondsBetween(maxDate(start, slice.start), minDate(end, slice.end));
      if (seconds <= 0n) return sum;
      return sum + (seconds * slice.share.left * unit) / denominatorOf(slice);
    }, 0n);
  const last = slices.at(-1);
  return { done: weigh(from, at), whole: last ? weigh(from, last.end) : 0n };
}

function denominatorOf({ start, end, share }: LineSlice): bigint {
  return share.total * secondsBetween(start, end);
}

function lcm(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y > 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}
