import { BillingError } from "@/lib/errors";
import {
  type GrantId,
  type InvoiceId,
  newId,
  type PlanPeriodId,
  type SubscriptionId,
} from "@/lib/ids";
import { addLocalDays, addSeconds } from "@/lib/time";
import { AccountDraft } from "../account-draft";
import type { Author, Decision, GrantsWhen, InvoiceDraft } from "../decision";
import { issueInvoice } from "../invoices/billing";
import { chargeFor, planLine, totalOf } from "../invoices/lines";
import { isCollected, lineOn, priceDraft, priceLines } from "../invoices/price-draft";
import type { PendingPeriod, PeriodState, PlanVersion, Snapshot } from "../state";
import { allowanceOf, grantAllowance, lineOfPeriod } from "./allowance";
import { assertNotAgain } from "./assert-changeable";
import type { Changed } from "./decide-change";
import { newPeriod, openPeriod } from "./open-period";
import { enterPlanLine, honourPaid } from "./paid";

export type StartRequest = {
  id: SubscriptionId;
  version: PlanVersion;
  startsAt: Date | null;
  /** Days before the first charge; null for none. */
  trialDays?: number | null;
  grants: GrantsWhen;
};

export type Started = {
  period: PeriodState;
  invoice: InvoiceDraft | null;
  grantIds: GrantId[];
};

/** How far off a start may be dated, so that history is carried over but not rewritten. */
const furthestStartSeconds = 366 * 86_400;

/**
 * Opens the first plan period, charges for it and grants its allowance, in one decision.
 *
 * A start dated back opens then, and the boundaries passed since follow by catch-up. One dated ahead is
 * kept as a pending period that opens when its time comes; until then nothing is charged or granted.
 */
export function decideStart(
  snapshot: Snapshot,
  request: StartRequest,
  author: Author,
): { decision: Decision; started: Started } {
  const { decision, started } = begin(snapshot, request, author);
  return { decision, started };
}

/** The same as a customer is shown it first: with what it comes to. */
export function startFirst(
  snapshot: Snapshot,
  request: StartRequest,
  author: Author,
): { decision: Decision; draft: AccountDraft; changed: Changed } {
  const { decision, draft, started } = begin(snapshot, request, author);
  const { period, invoice, grantIds } = started;
  const granted = decision.grants.reduce((sum, { amount }) => sum + amount, 0n);
  const waits = invoice?.grants === "on_payment" && grantIds.length === 0;
  const changed: Changed = {
    outcome: waits ? "awaiting_payment" : "changed",
    effectiveAt: period.startsAt,
    ...{ period, invoice, grantIds, granted, lines: invoice?.lines ?? [] },
    ...{ onDraft: false, back: 0n, lacked: 0n },
  };
  return { decision, draft, changed };
}

function begin(snapshot: Snapshot, asked: StartRequest, author: Author) {
  const { t, timezone } = snapshot;
  const startsAt = asked.startsAt ?? t;
  const { version, trialDays } = asked;
  assertStart(snapshot, version, startsAt);
  assertNotAgain(snapshot, { version, startsAt, trialDays: trialDays ?? 0 });

  const draft = new AccountDraft(snapshot, author);
  const grants = grantsOf(draft, version, { grants: asked.grants, at: startsAt });
  const request = { ...asked, grants };
  const period = firstPeriod(request, { startsAt, timezone });
  draft.decision.subscriptions.push({
    id: request.id,
    planVersionId: request.version.id,
    grants: asked.grants,
    anchorAt: period.anchorAt,
    timezone,
    startedAt: startsAt,
  });
  const state = startsAt > t ? "pending" : "open";
  draft.decision.periods.push(newPeriod(period, { openedBy: "start", state }));
  if (state === "pending") {
    draft.pending = { ...period, grants: request.grants, waits: false };
    const started: Started = { period, invoice: null, grantIds: [] };
    return { decision: draft.finish(t), draft, started };
  }
  const { invoice, grantIds } = beginFirst(draft, period, { grants: request.grants, at: t });
  return { decision: draft.finish(t), draft, started: { period, invoice, grantIds } };
}

/** The first period, or before it the trial: charged for nothing, and what follows is counted from its end. */
function firstPeriod(
  request: StartRequest,
  { startsAt, timezone }: { startsAt: Date; timezone: string },
): PeriodState {
  const { id: subscriptionId, version, trialDays } = request;
  const plain = { subscriptionId, version, timezone, cycleOverage: 0n };
  if (!trialDays) {
    const allowanceGranted = isGrantedAtOnce(request);
    return openPeriod({ ...plain, anchorAt: startsAt, cycleIndex: 0, allowanceGranted });
  }
  const endsAt = addLocalDays(startsAt, trialDays, timezone);
  return {
    ...plain,
    id: newId<PlanPeriodId>(),
    anchorAt: endsAt,
    cycleIndex: -1,
    startsAt,
    endsAt,
    slice: { index: 0, startsAt, endsAt },
    allowanceGranted: true,
    trial: true,
  };
}

/** The time of a start dated ahead has come. Part of a catch-up decision. */
export function openPending(draft: AccountDraft, pending: PendingPeriod): void {
  const { grants, ...period } = pending;
  draft.pending = null;
  draft.changePeriod({ ...period, closedBy: null, opens: true });
  beginFirst(draft, period, { grants, at: period.startsAt });
}

/** Charges for a first period at `at` and grants its allowance as of its start; a trial is not charged. */
function beginFirst(
  draft: AccountDraft,
  period: PeriodState,
  { grants, at }: { grants: GrantsWhen; at: Date },
): { invoice: InvoiceDraft | null; grantIds: GrantId[] } {
  draft.period = period;
  const invoice = chargeForFirst(draft, period, { grants, at });
  const grantId =
    period.allowanceGranted && allowanceOf(period) > 0n
      ? grantAllowance(draft, period, {
          line: lineOfPeriod(draft, period.id),
          at: period.startsAt,
        })
      : null;
  const honoured = honourPaid(draft, at);
  return { invoice, grantIds: grantId ? [grantId] : honoured };
}

/** What is too small to be charged by itself is carried (BOOKS B11), and its credits do not wait for it. */
function grantsOf(
  draft: AccountDraft,
  { priceMinor, currency }: PlanVersion,
  { grants, at }: { grants: GrantsWhen; at: Date },
): GrantsWhen {
  if (grants === "on_issue" || priceMinor === 0n) return grants;
  const period = { start: at, end: addSeconds(at, 1) };
  const line = chargeFor("plan", { minor: priceMinor, currency }, period);
  const due = totalOf(priceLines(draft, [line], { currency, at }));
  return due > 0n && !isCollected(draft, due) ? "on_issue" : grants;
}

function isGrantedAtOnce({ grants, version }: StartRequest): boolean {
  return grants === "on_issue" || version.priceMinor === 0n;
}

function chargeForFirst(
  draft: AccountDraft,
  period: PeriodState,
  { grants, at }: { grants: GrantsWhen; at: Date },
): InvoiceDraft | null {
  const { version } = period;
  if (version.priceMinor === 0n || period.trial) return null;
  const line = planLine(period);
  const bare: InvoiceDraft = {
    id: newId<InvoiceId>(),
    isNew: true,
    subscriptionId: period.subscriptionId,
    currency: version.currency,
    grants,
    createdAt: at,
    issueAt: at,
    lines: [line],
    issue: null,
  };
  const invoice = priceDraft(draft, bare, at);
  enterPlanLine(draft, lineOn(invoice, line.id), { invoice, period, at });
  return issueInvoice(draft, invoice, at);
}

function assertStart(snapshot: Snapshot, version: PlanVersion, startsAt: Date): void {
  const { t, currency, lastPeriodEnd } = snapshot;
  assertNoPlan(snapshot);
  if (version.currency !== currency) {
    throw new BillingError(
      "invalid_input",
      `${version.planName} is priced in ${version.currency}, the account pays in ${currency}.`,
      {
        field: "plan",
      },
    );
  }
  const refuse = (message: string) =>
    new BillingError("invalid_input", message, { field: "startsAt" });
  if (startsAt > addSeconds(t, furthestStartSeconds)) {
    throw refuse("startsAt is more than a year ahead.");
  }
  if (startsAt < addSeconds(t, -furthestStartSeconds))
    throw refuse("startsAt is more than a year ago.");
  if (lastPeriodEnd && startsAt < lastPeriodEnd)
    throw refuse("The account had a plan at that time.");
}

/** None runs, and none is to start: that would have to be undone first. */
function assertNoPlan({ period, pending }: Snapshot): void {
  const known = period ?? pending;
  if (!known) return;
  const { plan, planName } = known.version;
  const startsAt = period ? null : known.startsAt;
  const message = startsAt
    ? `${planName} is to start at ${startsAt.toISOString()}. Undo that to start another plan.`
    : `The account is on ${planName} already.`;
  throw new BillingError("already_subscribed", message, { plan, planName, startsAt });
}
