import { assert } from "@/lib/errors";
import { part } from "@/lib/money";
import { maxDate, minDate, type Period, secondsBetween } from "@/lib/time";
import { AccountDraft } from "../account-draft";
import { rollOver } from "../credits/rollover";
import type { Author, Decision } from "../decision";
import { isOverdue } from "../invoices/status";
import { allowanceOf, grantAllowance } from "../plans/allowance";
import { endSubscription } from "../plans/end-plan";
import { newPeriod } from "../plans/open-period";
import { boundaryAfter } from "../plans/periods";
import { allowanceGrants } from "../plans/price-change";
import { giveBack } from "../plans/proration";
import { takeBack, tellChanged } from "../plans/switch-plan";
import { recognizeTo } from "../recognition";
import type { PeriodState, Snapshot } from "../state";
import { billedPeriod, billedTimezone } from "./billed-period";
import { periodOf } from "./decide-billed-start";
import type { Mapped } from "./map-plan";
import type { ProcessorSubscription } from "./processor-plans";

type News = { facts: ProcessorSubscription; mapped: Mapped };

/**
 * The next thing that follows from how a subscription stands at the processor; undefined where ours stands so already.
 *
 * Forward only, one thing a decision, at the processor's own instant: a period that is over renews, one that was cut
 * short gives way to what began then, another price is another plan, an end ends it. Money follows the processor's
 * documents and nothing here.
 */
export function followPlan(snapshot: Snapshot, news: News, author: Author): Decision | undefined {
  const { period } = snapshot;
  const { facts, mapped } = news;
  if (period?.stripeSubscriptionId !== facts.id) return undefined;
  const draft = new AccountDraft(snapshot, author);
  const { startsAt, endsAt } = mapped.item;
  const { endedAt } = facts;
  if (startsAt >= period.endsAt && (!endedAt || endedAt > period.endsAt)) {
    return renew(draft, period, news);
  }
  const isOther = mapped.version.plan !== period.version.plan;
  // Changed and ended before anybody looked: one after the other.
  const changedFirst = isOther && facts.change !== null && endedAt && facts.change.at < endedAt;
  if (endedAt && !changedFirst) return end(draft, period, facts);
  if (startsAt > period.startsAt) return cut(draft, period, news, startsAt);
  if (isOther) return change(draft, period, news);
  return endsAt > period.endsAt ? extend(draft, period, endsAt) : undefined;
}

/** The boundary as BOOKS B5 has it: roll over, close, open, grant; credits wait while an invoice is overdue (B4). */
function renew(draft: AccountDraft, old: PeriodState, news: News): Decision {
  const at = old.endsAt;
  recognizeTo(draft, at);
  const next = following(old, news);
  const isCurrent = next.endsAt >= news.mapped.item.endsAt;
  const awaits =
    next.version.priceMinor > 0n && draft.receivables.some((one) => isOverdue(one, at));
  rollOver(draft, { at, expiresAt: next.slice.endsAt });
  draft.changePeriod({ ...old, closedBy: "renewal" });
  const openedBy = old.trial ? "trial_end" : "renewal";
  return open(draft, old, { ...next, allowanceGranted: isCurrent && !awaits }, { openedBy, at });
}

/** What the processor has now, where it begins at this end; else a period nobody told of, in which nothing was given. */
function following(old: PeriodState, { facts, mapped }: News): PeriodState {
  const { item } = mapped;
  const id = old.subscriptionId;
  if (+item.startsAt === +old.endsAt) return periodOf(facts, mapped, { id, at: old.endsAt });
  const cycle = { anchor: old.anchorAt, timeZone: billedTimezone, interval: old.version.interval };
  const { at: end } = boundaryAfter(cycle, old.endsAt);
  return billedPeriod({
    ...{ subscriptionId: id, stripeSubscriptionId: facts.id, version: old.version },
    bounds: { start: old.endsAt, end: minDate(end, item.startsAt) },
    ...{ anchorAt: old.anchorAt, trial: false, at: old.endsAt },
  });
}

/** A new cycle begins before the old one was over: another interval, a trial ended early, another anchor. */
function cut(draft: AccountDraft, old: PeriodState, news: News, at: Date): Decision {
  leave(draft, old, { at, gaveBack: gaveBack(old, news, at), by: "change" });
  const next = periodOf(news.facts, news.mapped, { id: old.subscriptionId, at });
  return open(draft, old, next, { openedBy: old.trial ? "trial_end" : "change", at });
}

/** Another plan in the same cycle: credits by the shares of BOOKS B6, where the processor moved money by them too. */
function change(draft: AccountDraft, old: PeriodState, news: News): Decision {
  const { facts, mapped } = news;
  const { t } = draft.snapshot;
  const within = (at: Date) => minDate(maxDate(at, old.startsAt), minDate(t, old.endsAt));
  const isTold = facts.change !== null && facts.change.at >= old.startsAt;
  const at = within(isTold ? (facts.change?.at ?? t) : t);
  const back = leave(draft, old, {
    at,
    gaveBack: old.trial || gaveBack(old, news, at),
    by: "change",
  });
  const whole = periodOf(facts, mapped, { id: old.subscriptionId, at });
  const slice = { ...whole.slice, startsAt: at };
  const next = { ...whole, startsAt: at, slice };
  const isCharged = isTold && (facts.change?.charged || mapped.version.priceMinor === 0n);
  const credits = old.trial
    ? part(allowanceOf(next), back.credits, back.of)
    : isCharged
      ? part(
          mapped.version.allowance,
          ...leftOf({ start: whole.slice.startsAt, end: whole.slice.endsAt }, at),
        )
      : 0n;
  return open(draft, old, next, { openedBy: "change", at, credits });
}

function gaveBack({ version }: PeriodState, { facts }: News, at: Date): boolean {
  const { change: told } = facts;
  return told !== null && +told.at === +at && (told.gaveBack || version.priceMinor === 0n);
}

function leftOf(period: Period, at: Date): [bigint, bigint] {
  const total = secondsBetween(period.start, period.end);
  return total === 0n ? [1n, 1n] : [secondsBetween(at, period.end), total];
}

type Leaving = { at: Date; gaveBack: boolean; by: "change" | "cancel" };

/** Closes a period before its time; what it gave back is taken back of its allowance by the one rule. */
function leave(
  draft: AccountDraft,
  old: PeriodState,
  { at, gaveBack: isGiven, by }: Leaving,
): { credits: bigint; of: bigint } {
  recognizeTo(draft, at);
  const grants = allowanceGrants(draft, old);
  const of = grants.reduce((sum, { amount }) => sum + amount, 0n);
  const unused = grants.reduce((sum, { remaining }) => sum + remaining, 0n);
  // An allowance that was carried over is for the time from then on.
  const given = grants.reduce(
    (first, { effectiveAt }) => minDate(first, effectiveAt),
    old.slice.endsAt,
  );
  const start = maxDate(old.slice.startsAt, minDate(given, at));
  const [left, total] = leftOf({ start, end: old.slice.endsAt }, at);
  const terms = { allowance: isGiven ? ("prorate" as const) : ("keep" as const) };
  const { credits } = giveBack(
    { charged: 0n, granted: of, unused, share: { left, total } },
    { ...terms, creditBasis: "usage" },
  );
  takeBack(draft, old, { credits, at, creditLineId: null });
  const slice = { ...old.slice, endsAt: at };
  draft.changePeriod({ ...old, endsAt: at, slice, closedBy: by });
  draft.period = null;
  return { credits, of: of === 0n ? 1n : of };
}

type Opening = { openedBy: "renewal" | "trial_end" | "change"; at: Date; credits?: bigint };

function open(
  draft: AccountDraft,
  old: PeriodState,
  next: PeriodState,
  { openedBy, at, credits }: Opening,
): Decision {
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
  return draft.finish(at);
}

/** It ended there; what it gave back of the period is taken back, else its credits stay until their time is over. */
function end(draft: AccountDraft, old: PeriodState, facts: ProcessorSubscription): Decision {
  assert(facts.endedAt, "it has ended");
  const at = minDate(maxDate(facts.endedAt, old.startsAt), old.endsAt);
  const { change: told } = facts;
  const isGiven = told?.gaveBack === true && !told.charged && +told.at === +facts.endedAt;
  leave(draft, old, { at, gaveBack: isGiven, by: "cancel" });
  endSubscription(draft, old, at);
  return draft.finish(at);
}

/** The processor gave it more time, a longer trial say. Credits keep the end they were given with. */
function extend(draft: AccountDraft, old: PeriodState, endsAt: Date): Decision {
  const slice = +old.slice.endsAt === +old.endsAt ? { ...old.slice, endsAt } : old.slice;
  draft.changePeriod({ ...old, endsAt, slice, closedBy: null });
  draft.period = { ...old, endsAt, slice };
  return draft.finish(draft.snapshot.t);
}
