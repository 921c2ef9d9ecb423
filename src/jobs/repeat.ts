import { setTimeout as sleep } from "node:timers/promises";

export type Repeated = {
  everyMs: number;
  job: () => Promise<void>;
  onError: (error: unknown, failures: number) => void;
};

const longestPauseMs = 30_000;

/**
 * Runs a job again and again until the signal; one that is running then ends first.
 *
 * A failure never ends the loop: it waits twice as long after each, because a database that restarts
 * needs no crowd at its door.
 */
export async function repeat(
  { everyMs, job, onError }: Repeated,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await job();
      failures = 0;
    } catch (error) {
      failures += 1;
      onError(error, failures);
    }
    const longer = Math.min(longestPauseMs, everyMs * 2 ** Math.min(failures, 10));
    const pauseMs = Math.max(everyMs, longer);
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
  }
}
