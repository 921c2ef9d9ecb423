import { dayOf } from "@/lib/time";
import { availableCredits } from "../credits/burn-down";
import { overageAmount } from "../credits/overage";
import type { GrantState, OverageState, PeriodState } from "../state";
import type { AlertFiringDraft, AlertsDraft, TopUpDraft } from "./firing";
import type { WatchedKind } from "./kinds";
import { parseWatch, printWatch, topUpOpen, type Watched } from "./watch";

/** What a decision makes of an account, as far as alerts ask. */
export type Standing = {
  at: Date;
  timezone: string;
  period: PeriodState | null;
  grants: readonly GrantState[];
  overage: readonly OverageState[];
};

/** What happened in a decision, for the rules that are told of events instead of figures. */
export type Happenings = {
  issuedInvoices: readonly string[];
  /** The name of the plan the account came to, "" for none; null while it stays on its plan. */
  planChangedTo: string | null;
};

const nothingHappened: Happenings = { issuedInvoices: [], planChangedTo: null };

/**
 * Which rules a decision fires. Pure, and asked only of accounts that have rules.
 *
 * A figure is compared as it stands after the decision, not as it moved: whatever brought it there (use, an
 * expiry, a rule made late), it is told. Once a period: what fired carries the period's key
 * until another begins, so going up and down again within one is told once.
 */
export function decideAlerts(
  watch: string,
  standing: Standing,
  happened: Happenings = nothingHappened,
): AlertsDraft | undefined {
  const watched = parseWatch(watch);
  const firings: AlertFiringDraft[] = [];
  const topUps: TopUpDraft[] = [];
  const key = periodKey(standing);
  for (const rule of watched) {
    if (!isRule(rule)) {
      topUps.push(...topUpFor(rule, standing));
      continue;
    }
    firings.push(...happeningsFor(rule, standing, happened));
    if (rule.firedIn === key) continue;
    const figure = reached(rule, standing);
    if (figure === null) continue;
    rule.firedIn = key;
    firings.push(firing(rule, { periodKey: key, figure, at: standing.at }));
  }
  if (firings.length === 0 && topUps.length === 0) return undefined;
  return { firings, topUps, watch: printWatch(watched) };
}

type Rule = Watched & { kind: WatchedKind };

function isRule(rule: Watched): rule is Rule {
  return rule.kind !== "top_up";
}

/** One at a time, and none before its instant: what is carried says so, without a look at the runs. */
function topUpFor(rule: Watched, { at, grants }: Standing): TopUpDraft[] {
  const available = availableCredits(grants, at);
  if (available >= rule.threshold || +at < Number(rule.firedIn ?? 0) * 1_000) return [];
  rule.firedIn = topUpOpen;
  return [{ threshold: rule.threshold, available, at }];
}

/** The stretch an alert is told once in: of the plan what an allowance is for, else the local month. */
export function periodKey({
  at,
  timezone,
  period,
}: Pick<Standing, "at" | "timezone"> & {
  period: { slice: Pick<PeriodState["slice"], "startsAt"> } | null;
}): string {
  return period ? `${+period.slice.startsAt / 1000}` : dayOf(at, timezone).slice(0, 7);
}

/** The figure, where the rule is met by it. */
function reached({ kind, threshold }: Rule, standing: Standing): bigint | null {
  switch (kind) {
    case "balance": {
      const available = availableCredits(standing.grants, standing.at);
      return available < threshold ? available : null;
    }
    case "usage": {
      const allowance = allowanceOf(standing);
      // Compared exactly: 74.99 % is not 75 %.
      if (allowance === null || allowance.used * 100n < threshold * allowance.granted) return null;
      return (allowance.used * 100n) / allowance.granted;
    }
    case "spend": {
      const spent = spentOf(standing);
      return spent >= threshold ? spent : null;
    }
    default:
      return null;
  }
}

/** Of the current slice's allowance what is gone; what is on hold counts as spent (BOOKS B14). */
function allowanceOf({ period, grants }: Standing): { granted: bigint; used: bigint } | null {
  if (!period?.allowanceGranted) return null;
  let [granted, left, found] = [0n, 0n, false];
  for (const grant of grants) {
    if (grant.category !== "allowance" || grant.planPeriodId !== period.id) continue;
    if (grant.sliceIndex !== period.slice.index) continue;
    granted += grant.amount;
    left += grant.remaining;
    found = true;
  }
  // One that never expires is closed once it is spent, and not read any more.
  if (!found) granted = period.version.allowance;
  return granted > 0n ? { granted, used: granted - left } : null;
}

/** What use beyond the credits of the current slice will be charged. */
function spentOf({ period, overage }: Standing): bigint {
  const row = overage.find(
    (one) => one.planPeriodId === period?.id && one.sliceIndex === period.slice.index,
  );
  return row && period ? overageAmount(row.credits, period.version) : 0n;
}

function happeningsFor(
  rule: Rule,
  { at }: Standing,
  { issuedInvoices, planChangedTo }: Happenings,
): AlertFiringDraft[] {
  if (rule.kind === "invoice") {
    return issuedInvoices.map((id) => firing(rule, { periodKey: id, about: id, at }));
  }
  if (rule.kind === "plan_change" && planChangedTo !== null) {
    // Two changes may be of one second.
    const key = `${+at / 1000} ${planChangedTo}`;
    return [firing(rule, { periodKey: key, about: planChangedTo, at })];
  }
  return [];
}

function firing(
  { kind, threshold, webhook }: Rule,
  of: { periodKey: string; figure?: bigint; about?: string; at: Date },
): AlertFiringDraft {
  const { periodKey: key, figure = null, about = null, at } = of;
  return { kind, threshold, webhook, periodKey: key, figure, about, at };
}
