import { nextDay, shiftDay, weekdayOf } from "./months";

/** What was used on one whole local day, overage included. */
export type DayUse = { day: string; credits: bigint };

/**
 * How much a usual day uses and how far days stray from it.
 *
 * This is statistics, so it is floats; nothing of it is ever booked or billed.
 */
export type Pace = {
  /** How many whole days it was taken from. */
  days: number;
  /** Of an average day. */
  perDay: number;
  /** The expected use of a date. */
  on: (day: string) => number;
  /** The standard deviation of a single day around its expectation. */
  deviation: number;
};

/** Fewer whole days than this say nothing: a week is the shortest pattern use has. */
export const fewestDays = 7;
/** A month of four whole weeks: recent enough to be a pace, long enough for a pattern of weekdays. */
export const mostDays = 28;
const week = 7;

/**
 * The pace of the last days, oldest first; null where they are too few to say.
 *
 * With four whole weeks each weekday has its own mean, of four; with fewer all days share one. What is
 * left over, divided by the days less the means taken, is the variance of a day (the usual unbiased one).
 * Growth is not modelled: a pace is what was, carried on.
 */
export function paceOf(days: readonly DayUse[]): Pace | null {
  const last = days.slice(-mostDays).map(({ day, credits }) => ({ day, used: Number(credits) }));
  if (last.length < fewestDays) return null;

  const byWeekday = last.length === mostDays;
  const groupOf = (day: string) => (byWeekday ? weekdayOf(day) : 0);
  const means = meansBy(last, ({ day }) => groupOf(day));
  const on = (day: string) => means.get(groupOf(day)) ?? 0;

  const squares = last.reduce((sum, { day, used }) => sum + (used - on(day)) ** 2, 0);
  const freedom = last.length - (byWeekday ? week : 1);
  const perDay = last.reduce((sum, { used }) => sum + used, 0) / last.length;
  return { days: last.length, perDay, on, deviation: Math.sqrt(squares / freedom) };
}

/** A pace as it is told: in whole credits, rounded up, of so many days. */
export function toldPace({ days, perDay }: Pace): { days: number; perDay: bigint } {
  return { days, perDay: BigInt(Math.ceil(perDay)) };
}

/** Days nobody used anything count as much as others, from the day after the first use of all. */
export function wholeDays(
  { first, days }: { first: string | null; days: DayUse[] },
  today: string,
) {
  if (first === null) return [];
  const known = new Map(days.map(({ day, credits }) => [day, credits]));
  const oldest = shiftDay(today, -mostDays);
  const whole: DayUse[] = [];
  for (let day = first < oldest ? oldest : nextDay(first); day < today; day = nextDay(day)) {
    whole.push({ day, credits: known.get(day) ?? 0n });
  }
  return whole;
}

/** A day beside the mean of the whole days before it, as many as a pace is taken from; 0 where they are too few. */
export function usualDay(use: { first: string | null; days: DayUse[] }, day: string) {
  const used = use.days.find((one) => one.day === day)?.credits ?? 0n;
  return { day, used, usual: paceOf(wholeDays(use, day))?.perDay ?? 0 };
}

function meansBy<T extends { used: number }>(
  days: T[],
  groupOf: (one: T) => number,
): Map<number, number> {
  const groups = new Map<number, number[]>();
  for (const one of days) {
    const group = groups.get(groupOf(one)) ?? [];
    groups.set(groupOf(one), [...group, one.used]);
  }
  const meanOf = (all: number[]) => all.reduce((sum, used) => sum + used, 0) / all.length;
  return new Map([...groups].map(([group, all]) => [group, meanOf(all)]));
}
