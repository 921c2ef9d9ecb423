/** Every order of these. */
export function permutations<T>(all: readonly T[]): T[][] {
  if (all.length <= 1) return [[...all]];
  return all.flatMap((one, at) =>
    permutations(all.filter((_, other) => other !== at)).map((rest) => [one, ...rest]),
  );
}
