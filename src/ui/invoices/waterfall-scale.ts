import type { Comparison } from "./data";

/** A bar in per cent of the drawing's width. */
export type Bar = { from: number; width: number; rises: boolean };
export type Waterfall = { zero: number; before: Bar; steps: Bar[]; now: Bar };

/**
 * Where the bars of a comparison begin and how long they are: ends from nothing, each step from where the
 * one before ended. Only the drawing is in floats; every amount stands beside it as it is.
 */
export function waterfallOf({ before, now, steps }: Comparison): Waterfall | null {
  if (before === null) return null;
  const stops = [before.owed, ...steps.map(({ after }) => after)].map(({ minor }) => minor);
  const all = [0n, now.owed.minor, ...stops];
  const [least, most] = [all.reduce(smaller), all.reduce(larger)];
  const span = most - least;
  const placeOf = (minor: bigint) =>
    span === 0n ? 0 : Number(((minor - least) * 10_000n) / span) / 100;
  const bar = (start: bigint, end: bigint): Bar => {
    const from = placeOf(smaller(start, end));
    return { from, width: placeOf(larger(start, end)) - from, rises: end >= start };
  };
  return {
    zero: placeOf(0n),
    before: bar(0n, before.owed.minor),
    steps: steps.map(({ after }, index) => bar(stops[index] ?? 0n, after.minor)),
    now: bar(0n, now.owed.minor),
  };
}

const smaller = (one: bigint, other: bigint) => (one < other ? one : other);
const larger = (one: bigint, other: bigint) => (one > other ? one : other);
