import { hash } from "node:crypto";

/** Numbers from 0 up to 1 that follow from a name, the same on every machine. */
export type Chance = () => number;

export function chanceOf(name: string): Chance {
  let state = Number.parseInt(hash("sha256", name, "hex").slice(0, 8), 16);
  // mulberry32: short, and good enough to look like people.
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of several, the likelier the heavier. */
export function choose<T>(chance: Chance, weights: readonly (readonly [T, number])[]): T {
  let rest = chance() * weights.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [one, weight] of weights) {
    rest -= weight;
    if (rest < 0) return one;
  }
  const [last] = weights.at(-1) ?? [];
  if (last === undefined) throw new Error("Nothing to choose from");
  return last;
}
