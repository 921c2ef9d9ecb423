import { addSeconds, dayOf, startOfDay } from "@/lib/time";
import type { Pace } from "./forecast-pace";
import { type Demand, type Ending, type Left, type Pool, runDown } from "./forecast-run-down";
import { nextDay, shiftDay } from "./months";

export type ForecastInput = {
  at: Date;
  zone: string;
  /** How far to look: the renewal, or without a plan some months. */
  until: Date;
  pace: Pace;
  usedToday: bigint;
  /** What is there or will be, in the order it pays. */
  pools: readonly Pool[];
};

export type Forecast = {
  /** Where credits end, at the expected pace; null when they last past `until`. */
  ends: Ending | null;
  /** In one case of ten they end by here; null as above. */
  early: Date | null;
  /** In nine cases of ten they have ended by here. */
  late: Date | null;
  /** What is left at each point of time: expected, and with more and with less use than that. */
  points: { at: Date; expected: number; low: number; high: number }[];
};

/** The normal distribution's 10 % and 90 % points lie this many deviations off its middle: 8 of 10 cases. */
const eightOfTen = 1.2816;

/**
 * How credits run down from now on if use goes on as it did.
 *
 * Use until a time is taken as normal: its mean is the sum of the days' expectations, its variance
 * k·σ² for the chance of k days, and k²·σ²∕n for a pace known from n days only. Running down along its
 * 90 %, 50 % and 10 % curves gives the early, the expected and the late end. Days are taken as
 * independent, and use as even within a day.
 */
export function forecast(input: ForecastInput): Forecast {
  const { at, until, pools, pace } = input;
  const ahead = daysAhead(input);
  const alongCurve = (deviations: number) =>
    runDown({ at, until, pools, demand: demandOf(ahead, pace, { at, deviations }) });
  const expected = alongCurve(0);
  const more = alongCurve(eightOfTen);
  const less = alongCurve(-eightOfTen);
  return {
    ends: expected.ending,
    early: more.ending?.at ?? null,
    late: less.ending?.at ?? null,
    points: expected.points.map((point, index) => ({
      at: point.at,
      expected: point.left,
      low: leftOf(more.points, index),
      high: leftOf(less.points, index),
    })),
  };
}

/** Up to the end of a day to come: how many days that is, and the mean of their use together. */
type DayAhead = { end: Date; days: number; mean: number };

function daysAhead({ at, until, zone, pace, usedToday }: ForecastInput): DayAhead[] {
  const today = dayOf(at, zone);
  // Today is a usual day, or what it already is if that is more.
  let mean = Math.max(0, pace.on(today) - Number(usedToday));
  let days = shareLeft(at, today, zone);
  let day = nextDay(today);
  const ahead = [{ end: startOfDay(day, zone), days, mean }];
  for (let from = startOfDay(day, zone); from < until; from = startOfDay(day, zone)) {
    mean += pace.on(day);
    days += 1;
    day = nextDay(day);
    ahead.push({ end: startOfDay(day, zone), days, mean });
  }
  return ahead;
}

/** The use from now up to the end of each day, so many deviations off its middle. */
function demandOf(
  ahead: DayAhead[],
  pace: Pace,
  { at, deviations }: { at: Date; deviations: number },
): Demand {
  const demand: Demand = [{ at, used: 0 }];
  let used = 0;
  for (const { end, days, mean } of ahead) {
    const strays = pace.deviation * Math.sqrt(days + days ** 2 / pace.days);
    used = Math.max(used, mean + deviations * strays); // what was used is not given back
    demand.push({ at: end, used });
  }
  return demand;
}

/** How much of a local day is still to come; days of 23 and 25 hours are whole ones too. */
function shareLeft(at: Date, day: string, zone: string): number {
  const [start, end] = [startOfDay(day, zone), startOfDay(shiftDay(day, 1), zone)];
  return (end.getTime() - at.getTime()) / (end.getTime() - start.getTime());
}

function leftOf(points: Left[], index: number): number {
  return points[index]?.left ?? 0;
}

/** Where a forecast looks to when nothing renews: half a year of weeks. */
export function halfYearAfter(at: Date): Date {
  return addSeconds(at, 26 * 7 * 86_400);
}
