export const nightly = process.env.NIGHTLY === "1";

/** How often a property or a kill is tried: a sample in `npm test`, far more in `test:nightly`. */
export function runs(sample: number, inNightly = sample * 20): number {
  return nightly ? inNightly : sample;
}

/** The number every random choice of this run comes from; `TEST_SEED` replays a run. */
export function seed(): number {
  const given = Number(process.env.TEST_SEED);
  return Number.isSafeInteger(given) && given > 0 ? given : 20_260_101;
}
