import { part } from "@/lib/money";
import { secondsBetween } from "@/lib/time";
import type { LineEarning } from "./decision";
import { type LineSlice, slicesDone } from "./plans/line-slices";

/** What is deferred of a line: its net less what was recognized and returned (BOOKS B3). */
export function unearned({ netMinor, recognizedMinor, returnedMinor }: LineEarning): bigint {
  return netMinor - recognizedMinor - returnedMinor;
}

/** What recognition needs to know beside the earning itself. */
export type Progress = {
  at: Date;
  /** Credits of the line that are still to be used, those not dripped yet included. */
  creditsLeft: bigint;
  /** Of a dripping year: its months, since each is earned by itself (BOOKS B6). */
  slices: readonly LineSlice[] | null;
};

/**
 * What should be recognized of a line as of an instant (BOOKS B3).
 *
 * Cumulative since the base and rounded half-up once, so that it doesn't matter how often it is asked; the
 * last second, or the last credit, takes the rest. By use nothing is earned before credits were granted.
 */
export function recognizedAt(earning: LineEarning, progress: Progress): bigint {
  const { netMinor, returnedMinor, baseRecognizedMinor } = earning;
  const value = netMinor - returnedMinor - baseRecognizedMinor;
  const { done, whole } = doneOf(earning, progress);
  return whole === 0n ? baseRecognizedMinor : baseRecognizedMinor + part(value, done, whole);
}

type Done = { done: bigint; whole: bigint };

function doneOf(earning: LineEarning, { at, creditsLeft, slices }: Progress): Done {
  const { basis, baseCredits, baseAt, endsAt } = earning;
  if (basis === "usage") {
    return { done: creditsLeft < baseCredits ? baseCredits - creditsLeft : 0n, whole: baseCredits };
  }
  if (at >= endsAt) return { done: 1n, whole: 1n };
  if (at <= baseAt) return { done: 0n, whole: 1n };
  if (slices) return slicesDone(slices, { from: baseAt, at });
  return { done: secondsBetween(baseAt, at), whole: secondsBetween(baseAt, endsAt) };
}
