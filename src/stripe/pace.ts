/** When the next request may go out. */
export type Pace = {
  /** How long the next one would wait, in milliseconds. */
  waiting(): number;
  /** Takes the next place; how long it is away. */
  take(): number;
};

/**
 * A bucket of tokens, kept as the instant at which it is full again: `burst` at once, `perSecond` after that. In
 * no second do more than the sum of both go out.
 */
export function openPace({
  perSecond,
  burst,
  now,
}: {
  perSecond: number;
  burst: number;
  now: () => number;
}): Pace {
  const everyMs = 1_000 / perSecond;
  let fullAt = Number.NEGATIVE_INFINITY;
  const waiting = () => Math.max(0, fullAt - now() - (burst - 1) * everyMs);
  return {
    waiting,
    take: () => {
      const wait = waiting();
      fullAt = Math.max(fullAt, now()) + everyMs;
      return wait;
    },
  };
}
