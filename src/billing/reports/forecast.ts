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
  const { at, until, pools } = input;
  const alongCurve = (deviations: number) =>
    runDown({ at, until, pools, demand: demandOf(input, deviations) });
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

/** The use expected from now up to the ends of the days to come, so many deviations off its middle. */
function demandOf({ at, until, zone, pace, usedToday }: ForecastInput, deviations: number): Demand {
  const demand: Demand = [{ at, used: 0 }];
  let day = dayOf(at, zone);
  let [days, mean, used] = [0, 0, 0];
  for (let from = at; from < until; ) {
    const to = startOfDay(nextDay(day), zone);
    const isToday = day === dayOf(at, zone);
    days += isToday ? shareLeft(at, day, zone) : 1;
    // Today is a usual day, or what it already is if that is more.
    mean += isToday ? Math.max(0, pace.on(day) - Number(usedToday)) : pace.on(day);
    const strays = pace.deviation * Math.sqrt(days + days ** 2 / pace.days);
    used = Math.max(used, mean + deviations * strays); // what was used is not given back
    demand.push({ at: to, used });
    day = nextDay(day);
    from = to;
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
