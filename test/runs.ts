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

/**
 * One part of several: all the parts together have everything once, which part has what changes with the
 * seed. The nightly run has everything in every part. A part of nothing would prove nothing: it throws.
 */
export function shareOf<T>(items: readonly T[], { part, of }: { part: number; of: number }): T[] {
  const share = items.filter((_, index) => nightly || (index + seed()) % of === part % of);
  if (share.length === 0) throw new Error(`Of ${items.length} things some part of ${of} has none.`);
  return share;
}
