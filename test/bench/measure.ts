/** Operations a second of some clients, each sending its next when its last is answered. */
export async function rate(
  seconds: number,
  clients: number,
  send: (client: number) => Promise<number>,
): Promise<number> {
  const started = performance.now();
  const until = started + seconds * 1000;
  let done = 0;
  const client = async (index: number) => {
    while (performance.now() < until) {
      const sent = await send(index);
      done += sent;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  return done / ((performance.now() - started) / 1000);
}

/**
 * Measures several things in turn, round by round, and answers the median of each.
 *
 * One after the other in short turns, so that whatever else this machine is doing meets them alike.
 */
export async function inTurns<Name extends string>(
  rounds: number,
  measures: Record<Name, () => Promise<number>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(measures) as Name[];
  const seen = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) seen.get(name)?.push(await measures[name]());
  }
  return Object.fromEntries(names.map((name) => [name, median(seen.get(name) ?? [])])) as Record<
    Name,
    number
  >;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
