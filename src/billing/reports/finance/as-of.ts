import { BillingError } from "@/lib/errors";
import { addSeconds, cutToSeconds, dayOf, startOfDay, startOfMonth } from "@/lib/time";

/** Longer than any transaction lasts: what was recorded before is there to be read (BOOKS B15). */
export const longestTransactionSeconds = 120;

/** A month of the books, `YYYY-MM`, cut in the house's time zone. */
export type Month = string;

/**
 * How a report looks back (BOOKS B15): at what was booked by an instant, as it was known at another. Run again
 * with the same two it says the same to the letter, whatever was booked since.
 */
export type AsOf = { at: Date | null; known: Date };

/** The months a report is about, the last included. */
export type Months = { from: Month; to: Month };

/** As books stand now: all that was booked and can not change any more. */
export function asOfNow(now: Date): AsOf {
  return { at: null, known: knownBy(now) };
}

function knownBy(now: Date): Date {
  return addSeconds(cutToSeconds(now), -longestTransactionSeconds);
}

/** An `asOf` as it was asked for. Error: `invalid_input`, what was known later than can be known now. */
export function asOfAsked(
  now: Date,
  { at = null, known }: { at?: Date | null | undefined; known?: Date | undefined },
): AsOf {
  const latest = knownBy(now);
  if (known && known > latest) {
    const sentence = `What was known can be asked for up to ${latest.toISOString()}, ${longestTransactionSeconds} seconds ago.`;
    throw new BillingError("invalid_input", sentence, { field: "asOf.known" });
  }
  return { at, known: known ?? latest };
}

export function monthOf(at: Date, timezone: string): Month {
  return dayOf(at, timezone).slice(0, 7);
}

export function startsAt(month: Month, timezone: string): Date {
  return startOfDay(`${month}-01`, timezone);
}

export function endsAt(month: Month, timezone: string): Date {
  return startOfMonth(startsAt(month, timezone), timezone, 1);
}

/** The month some months on. */
export function shiftMonth(month: Month, by: number): Month {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

export function monthsIn({ from, to }: Months): Month[] {
  const months: Month[] = [];
  for (let month = from; month <= to; month = shiftMonth(month, 1)) months.push(month);
  return months;
}

/**
 * Where what was booked by an instant ends: before `end`, all months before `wholeBefore` being whole. What is
 * booked at a second's very end counts to it, times of the books being whole seconds.
 */
export function cutAt({ at }: AsOf, timezone: string): { end: Date; wholeBefore: Month } | null {
  if (at === null) return null;
  const end = addSeconds(cutToSeconds(at), 1);
  return { end, wholeBefore: monthOf(end, timezone) };
}
