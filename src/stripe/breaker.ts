/** Whether a server that fails is worth asking now. */
export type Breaker = {
  /** False while it is to be left alone; then one call at a time finds out whether it is back. */
  admits(): boolean;
  succeeded(): void;
  failed(): void;
};

export type Chance = {
  /** Milliseconds. */
  now: () => number;
  /** From 0 to less than 1. */
  random: () => number;
};

const failuresToOpen = 5;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** A call that found no end by then was lost: the next may find out. */
const trialMs = 30_000;

/**
 * Opens after five failures in a row and pauses, twice as long each time up to a minute, less up to half of it by
 * chance, so that processes do not come back all at once. One answer closes it.
 */
export function openBreaker({ now, random }: Chance): Breaker {
  let failures = 0;
  let pauses = 0;
  let openUntil: number | undefined;

  const pause = () => {
    const whole = Math.min(firstPauseMs * 2 ** pauses, longestPauseMs);
    pauses += 1;
    openUntil = now() + whole * (1 - random() / 2);
  };
  return {
    admits: () => {
      if (openUntil === undefined) return true;
      if (now() < openUntil) return false;
      openUntil = now() + trialMs;
      return true;
    },
    succeeded: () => {
      failures = 0;
      pauses = 0;
      openUntil = undefined;
    },
    failed: () => {
      failures += 1;
      if (failures >= failuresToOpen) pause();
    },
  };
}
