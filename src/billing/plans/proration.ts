import { assert } from "@/lib/errors";
import { part } from "@/lib/money";
import { dayOf, type Period, secondsBetween } from "@/lib/time";
import type { ChangeTerms } from "../decision";

/** A part of a stretch of time, exact: seconds of seconds, or local days of local days. */
export type Share = { left: bigint; total: bigint };

export type Cut = { proration: "second" | "day"; timeZone: string };

/**
 * What of a period is left at an instant (BOOKS B6). By the day, whole local dates count and the day of
 * the change is left: it belongs to what comes.
 */
export function shareLeft(period: Period, t: Date, { proration, timeZone }: Cut): Share {
  assert(period.start <= t && t <= period.end, "a line is left within its own period");
  if (proration === "second") {
    const total = secondsBetween(period.start, period.end);
    return total === 0n ? { left: 1n, total: 1n } : { left: secondsBetween(t, period.end), total };
  }
  const day = (at: Date) => BigInt(Date.parse(`${dayOf(at, timeZone)}T00:00:00Z`) / 86_400_000);
  const total = day(period.end) - day(period.start);
  return total === 0n ? { left: 1n, total: 1n } : { left: day(period.end) - day(t), total };
}

/** A line, or a slice of one, that is left before its end. */
export type OldLine = {
  /** Net after discounts, less what was returned already, paid or not. */
  charged: bigint;
  /** Credits it gave, less what returns took back. */
  granted: bigint;
  /** Of those, what is left, without what is on hold. */
  unused: bigint;
  share: Share;
};

export type GivenBack = { minor: bigint; credits: bigint; by: "time" | "use" | "all" | "withheld" };

/**
 * What leaving a line gives back: the time that is left, but never an allowance already spent (BOOKS B6).
 *
 * Money and credits move by the same fraction, so use-then-upgrade can't pay. Half-up. With `credit
 * basis: time` the money goes by time whatever was used; `keep` takes no credits and gives no money;
 * `replace` takes all that is unused.
 */
export function giveBack(old: OldLine, terms: Omit<ChangeTerms, "anchor">): GivenBack {
  const byUse = isLessUnusedThanTime(old);
  const moneyByTime = part(old.charged, old.share.left, old.share.total);
  const fair = byUse ? part(old.charged, old.unused, old.granted) : moneyByTime;
  const minor = terms.creditBasis === "time" ? moneyByTime : fair;
  const by = whichRule(old, byUse && terms.creditBasis !== "time");
  switch (terms.allowance) {
    case "keep":
      return { minor: terms.creditBasis === "time" ? moneyByTime : 0n, credits: 0n, by: "time" };
    case "replace":
      return { minor, credits: old.unused, by };
    case "prorate": {
      const share = part(old.granted, old.share.left, old.share.total);
      return { minor, credits: byUse ? old.unused : share, by };
    }
  }
}

/** Compared exactly, not after rounding: small allowances would give money away. */
function isLessUnusedThanTime({ granted, unused, share }: OldLine): boolean {
  return granted > 0n && unused * share.total < granted * share.left;
}

function whichRule({ share }: OldLine, byUse: boolean): GivenBack["by"] {
  if (byUse) return "use";
  return share.left === share.total ? "all" : "time";
}

/** What the rest of a cycle costs and includes on a new plan. */
export function chargeForRest(
  full: { priceMinor: bigint; allowance: bigint },
  { left, total }: Share,
): { minor: bigint; credits: bigint } {
  return {
    minor: part(full.priceMinor, left, total),
    credits: part(full.allowance, left, total),
  };
}
