import { lesser } from "@/lib/money";
import { nextDay, shiftDay } from "./months";

/** An account's credits over one local day as it was, oldest first. */
export type UsedDay = {
  day: string;
  /** Available at the end of the day. */
  left: bigint;
  /** Of that day, what an automatic top-up really bought: the look back has its own instead. */
  bought: bigint;
  /** Used beyond the credits there were: what was bought would have paid it. */
  overage: bigint;
};

export type TopUpRule = {
  threshold: bigint;
  /** Credits of one pack. */
  credits: bigint;
  /** Of one pack in minor units, tax included, at today's price. */
  priceMinor: bigint;
  /** Of a local calendar month, in minor units. */
  capMinor: bigint;
  cooldownMinutes: number;
};

export type TopUpBackTest = {
  /** The days it would have run on, and how often. */
  ran: { day: string; times: number }[];
  times: number;
  minor: bigint;
  /** Days it would have wanted to run and the month's cap was used up. */
  capped: number;
};

const dayMinutes = 1_440;

/**
 * CP8: how often a rule would have bought on past days, and what it would have come to.
 *
 * By whole days, from how each ended: what came and went within one is not seen. On a day it may run as often as the
 * cooldown fits into it. That what was bought may expire is left out: packs outlast the days looked at.
 */
export function backTestTopUp(rule: TopUpRule, days: readonly UsedDay[]): TopUpBackTest {
  const told: TopUpBackTest = { ran: [], times: 0, minor: 0n, capped: 0 };
  const state = { extra: 0n, month: "", spent: 0n, notBefore: "" };
  for (const one of days) {
    if (one.day.slice(0, 7) !== state.month) {
      state.month = one.day.slice(0, 7);
      state.spent = 0n;
    }
    state.extra -= one.bought;
    state.extra -= lesser(one.overage, greater(state.extra, 0n));
    const { times, isCapped } = runsOn(one, rule, state);
    told.capped += Number(isCapped);
    if (times === 0) continue;
    const cost = rule.priceMinor * BigInt(times);
    state.extra += rule.credits * BigInt(times);
    state.spent += cost;
    state.notBefore = freeAgain(one.day, rule);
    told.ran.push({ day: one.day, times });
    told.times += times;
    told.minor += cost;
  }
  return told;
}

type State = { extra: bigint; spent: bigint; notBefore: string };

function runsOn({ day, left }: UsedDay, rule: TopUpRule, { extra, spent, notBefore }: State) {
  const { threshold, credits, priceMinor, capMinor, cooldownMinutes } = rule;
  const had = left + extra;
  if (had >= threshold || day < notBefore) return { times: 0, isCapped: false };
  const wanted = (threshold - had + credits - 1n) / credits;
  const within = BigInt(Math.max(1, Math.floor(dayMinutes / cooldownMinutes)));
  const affordable = greater((capMinor - spent) / priceMinor, 0n);
  const times = lesser(lesser(wanted, within), affordable);
  return { times: Number(times), isCapped: affordable < lesser(wanted, within) };
}

/** The first day another may follow on: the next, where the cooldown is no longer than a day. */
function freeAgain(day: string, { cooldownMinutes }: TopUpRule): string {
  const whole = Math.ceil(cooldownMinutes / dayMinutes);
  return whole <= 1 ? nextDay(day) : shiftDay(day, whole);
}

function greater(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
