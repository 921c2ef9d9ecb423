import { minDate } from "@/lib/time";
import type { AccountDraft } from "../account-draft";
import { rollOver } from "../credits/rollover";
import type { Outlook } from "../decision";
import { isOverdue } from "../invoices/status";
import { recognizeTo } from "../recognition";
import type { PeriodState } from "../state";
import { grantAllowance } from "./allowance";
import { billedPeriod, billedTimezone } from "./billed-period";
import { newPeriod } from "./open-period";
import { boundaryAfter } from "./periods";
import { tellChanged } from "./switch-plan";

/**
 * The boundary of a period Stripe bills, as BOOKS B5 has it: roll over, close, open, grant; credits wait while an
 * invoice is overdue (B4). `isGiven` is false of a period nobody told of in time, in which nothing was given.
 */
export function renewBilled(
  draft: AccountDraft,
  old: PeriodState,
  next: PeriodState,
  isGiven = true,
): void {
  const at = old.endsAt;
  recognizeTo(draft, at);
  const awaits =
    next.version.priceMinor > 0n && draft.receivables.some((one) => isOverdue(one, at));
  rollOver(draft, { at, expiresAt: next.slice.endsAt });
  draft.changePeriod({ ...old, closedBy: "renewal" });
  const openedBy = old.trial ? "trial_end" : "renewal";
  openBilled(draft, old, { ...next, allowanceGranted: isGiven && !awaits }, { openedBy, at });
}

/**
 * Stripe said that it goes on by itself: so it does here, on time, before Stripe tells of it. Once: the period opened
 * so waits for Stripe's word at its own end.
 */
export function renewAsTold(draft: AccountDraft, old: PeriodState): void {
  renewBilled(draft, old, nextCycle(old, { outlook: "assumed" }));
}

/** The period that follows by the count of its cycle, at most until `until`. */
export function nextCycle(
  old: PeriodState,
  { outlook, until }: { outlook: Outlook; until?: Date },
): PeriodState {
  const cycle = { anchor: old.anchorAt, timeZone: billedTimezone, interval: old.version.interval };
  const { at: end } = boundaryAfter(cycle, old.endsAt);
  return billedPeriod({
    ...{ subscriptionId: old.subscriptionId, version: old.version, anchorAt: old.anchorAt },
    stripeSubscriptionId: old.stripeSubscriptionId ?? "",
    bounds: { start: old.endsAt, end: until ? minDate(end, until) : end },
    ...{ trial: false, at: old.endsAt, outlook },
  });
}

type Opening = { openedBy: "renewal" | "trial_end" | "change"; at: Date; credits?: bigint };

/** Makes a period Stripe bills the running one, with its allowance or a part of it. */
export function openBilled(
  draft: AccountDraft,
  old: PeriodState,
  next: PeriodState,
  { openedBy, at, credits }: Opening,
): void {
  draft.period = next;
  draft.decision.periods.push(newPeriod(next, { openedBy, state: "open" }));
  if (next.version.id !== old.version.id || +next.anchorAt !== +old.anchorAt) {
    draft.decision.subscriptionChanges.push({
      ...{ id: next.subscriptionId, planVersionId: next.version.id },
      ...{ anchorAt: next.anchorAt, endedAt: null },
    });
  }
  if (next.version.plan !== old.version.plan) tellChanged(draft, { from: old, to: next, at });
  if (next.allowanceGranted) {
    grantAllowance(draft, next, { line: null, at, ...(credits !== undefined && { credits }) });
  }
}
