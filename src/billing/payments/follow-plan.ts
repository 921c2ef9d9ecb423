import { assert } from "@/lib/errors";
import { part } from "@/lib/money";
import { maxDate, minDate, type Period, secondsBetween } from "@/lib/time";
import { AccountDraft } from "../account-draft";
import { expireNow } from "../credits/expiry";
import type { Author, Decision } from "../decision";
import { isOverdue } from "../invoices/status";
import { suspend } from "../invoices/suspend";
import { allowanceOf } from "../plans/allowance";
import { endSubscription } from "../plans/end-plan";
import { allowanceGrants } from "../plans/price-change";
import { giveBack } from "../plans/proration";
import { nextCycle, openBilled, renewBilled } from "../plans/renew-billed";
import { takeBack } from "../plans/switch-plan";
import { recognizeTo } from "../recognition";
import type { PeriodState, Snapshot } from "../state";
import { outlookOf, periodOf } from "./decide-billed-start";
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
  if (facts.status === "unpaid" && suspendUnpaid(draft, period, snapshot.t))
    return draft.finish(snapshot.t);
  const { startsAt, endsAt } = mapped.item;
  const { endedAt } = facts;
  // Here the boundary was passed on time, there it is about to be.
  if (!endedAt && endsAt <= period.startsAt) return undefined;
  if (!endedAt && isOtherwise(period, news)) return correct(draft, period, news);
  const isOther = mapped.version.plan !== period.version.plan;
  const { change: told } = facts;
  // Paused nothing follows: what begins then is told when it goes on.
  if (facts.status === "paused")
    return period.outlook === "waits" ? undefined : stand(draft, { ...period, outlook: "waits" });
  if (startsAt >= period.endsAt && (!endedAt || endedAt > period.endsAt)) {
    const wasWithin = told && told.at > period.startsAt && told.at < period.endsAt;
    const isSameCycle = mapped.version.interval === period.version.interval && !period.trial;
    return isOther && wasWithin && isSameCycle
      ? change(draft, period, news)
      : renew(draft, period, news);
  }
  // Changed and ended before anybody looked: one after the other.
  const changedFirst = isOther && told && endedAt && told.at < endedAt && endedAt > period.startsAt;
  if (endedAt && !changedFirst) return end(draft, period, facts);
  if (startsAt > period.startsAt) return cut(draft, period, news, startsAt);
  if (isOther) return change(draft, period, news);
  if (endsAt > period.endsAt) return extend(draft, period, endsAt);
  const outlook = outlookOf(facts);
  return period.outlook === outlook ? undefined : stand(draft, { ...period, outlook });
}

function renew(draft: AccountDraft, old: PeriodState, news: News): Decision {
  const next = following(old, news);
  renewBilled(draft, old, next, next.endsAt >= news.mapped.item.endsAt);
  return draft.finish(old.endsAt);
}

/** What the processor has now, where it begins at this end; else a period nobody told of, in which nothing was given. */
function following(old: PeriodState, { facts, mapped }: News): PeriodState {
  const { item } = mapped;
  if (+item.startsAt === +old.endsAt) {
    return periodOf(facts, mapped, { id: old.subscriptionId, at: old.endsAt });
  }
  return nextCycle(old, { outlook: "waits", until: item.startsAt });
}

/**
 * Whether a period that was opened here before the processor told of it is another there: another plan, or one that
 * began anew before that boundary.
 */
function isOtherwise(period: PeriodState, { facts, mapped }: News): boolean {
  const { item, version } = mapped;
  if (period.outlook !== "assumed" || item.startsAt > period.startsAt) return false;
  const isOther = version.plan !== period.version.plan;
  const isSinceThen = facts.change !== null && facts.change.at > period.startsAt;
  if (+item.startsAt === +period.startsAt) return isOther && !isSinceThen;
  return isOther || +item.endsAt !== +period.endsAt;
}

/** The period is the other one from its beginning: what was used of its credits since is of the other's (BOOKS B7). */
function correct(draft: AccountDraft, old: PeriodState, news: News): Decision {
  const at = old.startsAt;
  recognizeTo(draft, at);
  const given = allowanceGrants(draft, old).reduce((sum, { amount }) => sum + amount, 0n);
  takeBack(draft, old, { credits: given, at, creditLineId: null });
  close(draft, old, { at, by: "change" });
  const bounds = { start: at, end: news.mapped.item.endsAt };
  const next = periodOf(news.facts, news.mapped, { id: old.subscriptionId, at, bounds });
  const { allowanceGranted } = old;
  openBilled(draft, old, { ...next, allowanceGranted }, { openedBy: "change", at });
  return draft.finish(at);
}

/** A new cycle begins before the old one was over: another interval, a trial ended early, another anchor. */
function cut(draft: AccountDraft, old: PeriodState, news: News, at: Date): Decision {
  leave(draft, old, { at, gaveBack: gaveBack(old, news, at), by: "change" });
  const next = periodOf(news.facts, news.mapped, { id: old.subscriptionId, at });
  openBilled(draft, old, next, { openedBy: old.trial ? "trial_end" : "change", at });
  return draft.finish(at);
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
  // Heard after the cycle was over: of the cycle it was in.
  const isOver = mapped.item.startsAt >= old.endsAt;
  const bounds = isOver && { start: old.startsAt, end: old.endsAt };
  const of = { id: old.subscriptionId, at, ...(bounds && { bounds }) };
  const whole = periodOf(facts, mapped, of);
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
  openBilled(draft, old, next, { openedBy: "change", at, credits });
  return draft.finish(at);
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
  close(draft, old, { at, by });
  return { credits, of: of === 0n ? 1n : of };
}

function close(draft: AccountDraft, old: PeriodState, { at, by }: Omit<Leaving, "gaveBack">): void {
  const slice = { ...old.slice, endsAt: at };
  draft.changePeriod({ ...old, endsAt: at, slice, closedBy: by });
  draft.period = null;
}

/**
 * It ended there; what it gave back of the period is taken back, else its credits stay until their time is over. Ended
 * no later than the period began there was none: what is left of it is taken back, and of what rolled into it.
 */
function end(draft: AccountDraft, old: PeriodState, facts: ProcessorSubscription): Decision {
  assert(facts.endedAt, "it has ended");
  const at = minDate(maxDate(facts.endedAt, old.startsAt), old.endsAt);
  const { change: told } = facts;
  const isGiven = told?.gaveBack === true && !told.charged && +told.at === +facts.endedAt;
  const wasNone = facts.endedAt <= old.startsAt;
  leave(draft, old, { at, gaveBack: isGiven || wasNone, by: "cancel" });
  if (wasNone) expireRolled(draft, at);
  endSubscription(draft, old, at);
  suspendUnpaid(draft, old, at);
  return draft.finish(at);
}

/**
 * Nobody tries to collect what is overdue of it any more: what is left of its credits is kept back until it is paid, void
 * or given up, as after a last step of ours. Whether anything was.
 */
function suspendUnpaid(draft: AccountDraft, { subscriptionId }: PeriodState, at: Date): boolean {
  const { t } = draft.snapshot;
  const unpaid = draft.receivables.filter(
    (one) =>
      one.subscriptionId === subscriptionId &&
      isOverdue(one, t) &&
      !draft.holds.some(({ forInvoice }) => forInvoice === one.id),
  );
  for (const one of unpaid) suspend(draft, one, at);
  return unpaid.length > 0;
}

/** Without a period that follows nothing rolls over. */
function expireRolled(draft: AccountDraft, at: Date): void {
  for (const grant of draft.grants) {
    if (grant.category !== "rollover" || +grant.effectiveAt !== +at) continue;
    expireNow(draft, grant, { credits: grant.remaining, at, reason: "Expired with the plan" });
  }
}

/** The processor gave it more time, a longer trial say. Credits keep the end they were given with. */
function extend(draft: AccountDraft, old: PeriodState, endsAt: Date): Decision {
  const slice = +old.slice.endsAt === +old.endsAt ? { ...old.slice, endsAt } : old.slice;
  return stand(draft, { ...old, endsAt, slice });
}

function stand(draft: AccountDraft, period: PeriodState): Decision {
  draft.changePeriod({ ...period, closedBy: null });
  draft.period = period;
  return draft.finish(draft.snapshot.t);
}
