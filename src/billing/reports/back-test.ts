import type { AlertKind } from "../alerts/kinds";
import { spikeOf } from "../alerts/spike";

/** How an account stood at the end of a local day; of today, as it stands now. */
export type DayEnd = {
  day: string;
  /** What an alert fires once in: the stretch of the plan, else the month. */
  key: string;
  left: bigint;
  allowance: { granted: bigint; used: bigint } | null;
  spent: bigint;
  used: bigint;
  usual: number;
};

export type WouldFire = { day: string; figure: bigint | null; about: string | null };

/** The kinds days can be asked about: one that asks of the days to come can't be. */
export type BackTestKind = Extract<AlertKind, "balance" | "usage" | "spend" | "spike">;

/**
 * On which days a rule would have fired, by how each of them ended: the first of each period that meets it,
 * as the rule itself goes.
 */
export function backTest(
  rule: { kind: BackTestKind; threshold: bigint },
  days: readonly DayEnd[],
): WouldFire[] {
  const told = new Set<string>();
  return days.flatMap((end) => {
    const key = rule.kind === "spike" ? end.day : end.key;
    const figure = told.has(key) ? null : reached(rule, end);
    if (figure === null) return [];
    told.add(key);
    return [{ day: end.day, figure, about: null }];
  });
}

function reached(
  { kind, threshold }: { kind: BackTestKind; threshold: bigint },
  { left, allowance, spent, ...end }: DayEnd,
): bigint | null {
  switch (kind) {
    case "balance":
      return left < threshold ? left : null;
    case "usage":
      if (!allowance || allowance.used * 100n < threshold * allowance.granted) return null;
      return (allowance.used * 100n) / allowance.granted;
    case "spend":
      return spent >= threshold ? spent : null;
    case "spike":
      return spikeOf(end, threshold);
  }
}
