/** Use of one local day against a usual one, as far as the days before say what is usual. */
export type DayAgainstUsual = { day: string; used: bigint; usual: number };

/**
 * How many times a usual day it was, in whole ones, where that is the threshold or more; else null.
 *
 * A day is held against the mean of the days before it and nothing cleverer: who reads "4 times a usual
 * day" can check it. Without use there is no usual day, and the first use of all is no spike.
 */
export function spikeOf({ used, usual }: DayAgainstUsual, threshold: bigint): bigint | null {
  if (usual <= 0) return null;
  const times = BigInt(Math.floor(Number(used) / usual));
  return times >= threshold ? times : null;
}
