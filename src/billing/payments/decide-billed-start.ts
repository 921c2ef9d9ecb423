import type { SubscriptionId } from "@/lib/ids";
import { part } from "@/lib/money";
import { type Period, secondsBetween } from "@/lib/time";
import { AccountDraft } from "../account-draft";
import type { Author, Decision } from "../decision";
import { allowanceOf, grantAllowance } from "../plans/allowance";
import { billedPeriod, billedTimezone } from "../plans/billed-period";
import { newPeriod } from "../plans/open-period";
import type { PeriodState, Snapshot } from "../state";
import type { Mapped } from "./map-plan";
import type { ProcessorSubscription } from "./processor-plans";

export type BilledStart = {
  id: SubscriptionId;
  facts: ProcessorSubscription;
  mapped: Mapped;
  /** Of a period that began before, only the allowance for the time that is left is ours to give. */
  wholeSince: Date;
};

/** How much of the running period's allowance is carried over, and for what part of it. */
export type CarriedAllowance = { credits: bigint; of: bigint; left: bigint; total: bigint };

/**
 * The running period of a subscription that lives at the processor, with its exact bounds. What was paid for it before
 * stands in the books it was paid to: here nothing is charged, and its credits have no paid value.
 */
export function decideBilledStart(
  snapshot: Snapshot,
  { id, facts, mapped, wholeSince }: BilledStart,
  author: Author,
): Decision {
  const { t } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  const opened = periodOf(facts, mapped, { id, at: t });
  const { credits } = carriedAllowance(opened, { at: t, wholeSince });
  const period = { ...opened, allowanceGranted: facts.status !== "unpaid" };
  draft.decision.subscriptions.push({
    ...{ id, planVersionId: mapped.version.id, grants: "on_issue", anchorAt: period.anchorAt },
    ...{ timezone: billedTimezone, startedAt: facts.startedAt, stripeSubscriptionId: facts.id },
  });
  draft.decision.periods.push(newPeriod(period, { openedBy: "start", state: "open" }));
  draft.period = period;
  if (period.allowanceGranted) {
    const isWhole = period.slice.startsAt >= wholeSince;
    const at = isWhole ? period.slice.startsAt : t;
    grantAllowance(draft, period, { line: null, at, credits });
  }
  return draft.finish(t);
}

/** The processor's running period as one of ours, or one of its plan with other bounds. */
export function periodOf(
  facts: ProcessorSubscription,
  { version, item }: Mapped,
  { id, at, bounds }: { id: SubscriptionId; at: Date; bounds?: Period },
): PeriodState {
  return billedPeriod({
    ...{ subscriptionId: id, stripeSubscriptionId: facts.id, version },
    bounds: bounds ?? { start: item.startsAt, end: item.endsAt },
    ...{ anchorAt: facts.anchorAt, trial: facts.status === "trialing", at },
    outlook: outlookOf(facts),
  });
}

export function outlookOf({ renews }: ProcessorSubscription): "renews" | "waits" {
  return renews ? "renews" : "waits";
}

/** By the time that is left of the current period or month, half-up: what was used of it before is not known here. */
export function carriedAllowance(
  period: PeriodState,
  { at, wholeSince }: { at: Date; wholeSince: Date },
): CarriedAllowance {
  const { startsAt, endsAt } = period.slice;
  const of = allowanceOf(period);
  const total = secondsBetween(startsAt, endsAt);
  if (startsAt >= wholeSince) return { credits: of, of, left: total, total };
  const left = at < endsAt ? secondsBetween(at, endsAt) : 0n;
  return { credits: total === 0n ? 0n : part(of, left, total), of, left, total };
}
