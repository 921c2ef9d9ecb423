import type { Period } from "@/lib/time";

/** The inner drawing is a square of this many units, stretched to its place. */
export const side = 1000;

export type Scale = {
  /** 0 at the start of the view, `side` at its end. */
  x: (at: Date) => number;
  /** 0 at the top value, `side` at nothing. */
  y: (credits: bigint) => number;
  /** A round number no line passes. */
  top: bigint;
};

/** For drawing only: a thousandth of the chart is finer than any screen shows. */
export function scaleOf({ start, end }: Period, values: readonly bigint[]): Scale {
  const top = roundUp(values.reduce((most, value) => (value > most ? value : most), 1n));
  const whole = Math.max(1, end.getTime() - start.getTime());
  return {
    x: (at) => within(((at.getTime() - start.getTime()) / whole) * side),
    y: (credits) => within(side - Number((credits * BigInt(side)) / top)),
    top,
  };
}

/** The next number that is round, and whose half is. */
export function roundUp(value: bigint): bigint {
  for (let power = 1n; ; power *= 10n) {
    const step = steps.find((one) => one * power >= value);
    if (step) return step * power;
  }
}

const steps = [2n, 4n, 6n, 8n, 10n, 12n, 14n, 16n, 20n, 24n, 30n];

/** A path through points, by the hundredth. */
export function pathOf(points: readonly { x: number; y: number }[]): string {
  return points
    .map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${round(x)} ${round(y)}`)
    .join("");
}

function within(place: number): number {
  return Math.min(side, Math.max(0, place));
}

function round(place: number): number {
  return Math.round(place * 100) / 100;
}
