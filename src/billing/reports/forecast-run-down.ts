/** Credits that pay while `from <= at && at < until`. */
export type Pool = { credits: bigint; from: Date; until: Date | null };

/** How much is used from the first instant up to each further one; even in between. */
export type Demand = { at: Date; used: number }[];

export type Left = { at: Date; left: number };

/** When nothing is left any more, and whether use or time took the last of it. */
export type Ending = { at: Date; by: "use" | "expiry" };

export type RunDown = { points: Left[]; ending: Ending | null };

type Run = { at: Date; until: Date; pools: readonly Pool[]; demand: Demand };

type Filled = Pool & { left: number };

/**
 * Lets a demand run over credits in the order they pay.
 *
 * Time is cut wherever a day ends, a pool opens or a pool ends, so within a cut the same pools pay at one
 * rate. What nothing pays for is overage or refused, and takes nothing of later credits (BOOKS B8).
 */
export function runDown({ at, until, pools, demand }: Run): RunDown {
  const filled: Filled[] = pools.map((pool) => ({ ...pool, left: Number(pool.credits) }));
  const points: Left[] = [{ at, left: leftAt(filled, at) }];
  let ending: Ending | null = null;
  const cuts = cutsOf({ at, until, pools, demand });
  const used = usedBy(demand, cuts);
  for (const [index, end] of cuts.entries()) {
    const start = cuts[index - 1] ?? at;
    const asked = (used[index] ?? 0) - (used[index - 1] ?? 0);
    const before = leftAt(filled, start);
    const short = take(usable(filled, start), asked);
    if (!ending && before > 0 && (short > 0 || before === asked)) {
      ending = { at: within(start, end, before / asked), by: "use" };
    }
    const after = leftAt(filled, end);
    const unused = sum(usable(filled, start));
    // What ends at the very end is renewed there, and no business of this run.
    const isLast = end.getTime() === until.getTime();
    if (!ending && unused > 0 && after === 0 && !isLast) ending = { at: end, by: "expiry" };
    // A pool that opens or ends is a step: the moment before it and the moment itself.
    points.push({ at: end, left: unused }, { at: end, left: isLast ? unused : after });
  }
  return { points, ending };
}

function cutsOf({ at, until, pools, demand }: Run): Date[] {
  const edges = pools.flatMap(({ from, until: end }) => (end ? [from, end] : [from]));
  const times = [...demand.map((one) => one.at), ...edges, until].map((one) => one.getTime());
  const inside = times.filter((time) => at.getTime() < time && time <= until.getTime());
  return [...new Set(inside)].sort((a, b) => a - b).map((time) => new Date(time));
}

function usable(pools: Filled[], at: Date): Filled[] {
  return pools.filter(({ from, until }) => from <= at && (until === null || at < until));
}

function leftAt(pools: Filled[], at: Date): number {
  return sum(usable(pools, at));
}

function sum(pools: Filled[]): number {
  return pools.reduce((all, { left }) => all + left, 0);
}

/** Takes from the pools in their order; answers what they could not pay. */
function take(pools: Filled[], asked: number): number {
  let short = asked;
  for (const pool of pools) {
    const paid = Math.min(pool.left, short);
    pool.left -= paid;
    short -= paid;
  }
  return short;
}

/** The use up to each of some instants, in one walk: both are in time order. */
function usedBy(demand: Demand, instants: readonly Date[]): number[] {
  let next = 0;
  return instants.map((at) => {
    while (next < demand.length - 1 && (demand[next]?.at ?? at) < at) next += 1;
    const [before, after] = [demand[next - 1], demand[next]];
    if (!after || !before) return after?.used ?? 0;
    const share = (at.getTime() - before.at.getTime()) / (after.at.getTime() - before.at.getTime());
    return before.used + (after.used - before.used) * Math.min(1, share);
  });
}

function within(start: Date, end: Date, share: number): Date {
  return new Date(start.getTime() + Math.floor((end.getTime() - start.getTime()) * share));
}
