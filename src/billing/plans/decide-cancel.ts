import { BillingError } from "@/lib/errors";
import { type InvoiceId, newId, type QuoteId, type ScheduledChangeId } from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import { assertBilledHere } from "../billed-there";
import type { Author, ChangeTerms, Decision } from "../decision";
import { endSuspension, suspend } from "../invoices/suspend";
import type { PendingPeriod, PeriodState, Snapshot } from "../state";
import { assertHasPrice, noSubscription } from "./assert-changeable";
import { billChange, changeLines } from "./change-lines";
import { abandonWaiting, type Changed } from "./decide-change";
import { endSubscription, finalBill } from "./end-plan";
import { freeKept } from "./hold-back";
import { honourPaid } from "./paid";
import { type Pricing, priceBack } from "./price-change";
import { closeOverage, closePeriod, replaceScheduled, takeBack } from "./switch-plan";

export type CancelRequest = {
  when: "now" | "period_end";
  proration: "second" | "day";
  at: Date;
  quoteId: QuoteId | null;
  unusedThen: Pricing["unusedThen"];
};

const terms: ChangeTerms = { anchor: "keep", allowance: "prorate", creditBasis: "usage" };

/**
 * Ends a plan (BOOKS B6): at the end of the period, which can be undone until then, or now, giving back
 * what is left of it by the one rule and billing what was used beyond the credits.
 */
export function decideCancel(
  snapshot: Snapshot,
  request: CancelRequest,
  author: Author,
): { decision: Decision; draft: AccountDraft; changed: Changed } {
  const { at } = request;
  const draft = new AccountDraft({ ...snapshot, t: at }, author);
  freeKept(draft, at);
  const { period } = draft;
  if (!period) throw noSubscription();
  assertBilledHere(period);
  const changed =
    request.when === "period_end"
      ? cancelAtEnd(draft, period, request)
      : cancelNow(draft, period, request);
  return { decision: draft.finish(at), draft, changed };
}

/** Part of a decision: the plan ends at its instant. What is kept back of it counts as unused. */
export function cancelNow(draft: AccountDraft, old: PeriodState, request: CancelRequest): Changed {
  const { at, unusedThen, proration } = request;
  if (!old.trial) assertHasPrice(old.version);
  abandonWaiting(draft, at);
  const suspended = freeSuspended(draft, old, at);
  const back = priceBack(draft, old, { at, terms, proration, unusedThen });
  const sides = { old, back, forward: null };
  const { credit } = changeLines(sides, { at, unit: proration });
  closeOverage(draft, old, { at, by: "cancel" });
  const lines = [credit, ...finalBill(draft, at)].filter((one) => one !== null);
  const billed = billChange(draft, sides, {
    ...{ lines, credit, charge: null, at },
    grants: "on_issue",
  });
  const creditLineId = credit?.id ?? null;
  const lacked = takeBack(draft, old, { credits: back.credits, at, creditLineId });
  closePeriod(draft, old, { at, by: "cancel" });
  endSubscription(draft, old, at);
  // What it gave back may have paid for what waited.
  const grantIds = honourPaid(draft, at);
  for (const one of draft.receivables) if (suspended.has(one.id)) suspend(draft, one, at);
  return {
    outcome: "changed",
    effectiveAt: at,
    period: null,
    invoice: billed?.invoice ?? null,
    onDraft: billed?.onDraft ?? false,
    lines,
    grantIds,
    back: back.credits,
    granted: 0n,
    lacked,
  };
}

/** Which documents of the period are unpaid still, what stays of their credits is not to be used. */
function freeSuspended(draft: AccountDraft, { id }: PeriodState, at: Date): Set<InvoiceId> {
  const kept = draft.receivables.filter(
    (one) =>
      one.lines.some(({ planPeriodId }) => planPeriodId === id) &&
      draft.holds.some(({ forInvoice }) => forInvoice === one.id),
  );
  for (const one of kept) endSuspension(draft, one.id, at);
  return new Set(kept.map((one) => one.id));
}

/** Part of a decision: the plan ends with its period, unless that is taken back. */
export function cancelAtEnd(
  draft: AccountDraft,
  old: PeriodState,
  request: CancelRequest,
): Changed {
  const { at, quoteId } = request;
  replaceScheduled(draft, at);
  draft.setScheduled({
    id: newId<ScheduledChangeId>(),
    subscriptionId: old.subscriptionId,
    kind: "cancel",
    waitsFor: "period_end",
    planVersionId: null,
    terms,
    effectiveAt: old.endsAt,
    givesUpAt: null,
    quoteId,
    invoiceId: null,
    planPeriodId: null,
    status: "waiting",
    createdAt: draft.snapshot.recordedAt,
    closedAt: null,
  });
  return {
    outcome: "scheduled",
    effectiveAt: old.endsAt,
    ...{ period: null, invoice: null, onDraft: false, lines: [], grantIds: [] },
    ...{ back: 0n, granted: 0n, lacked: 0n },
  };
}

export type Undone = {
  kind: "start" | "change" | "cancel";
  waitsFor: "start" | "period_end" | "payment";
};

/** Takes back what was decided and still waits: for the end of the period, its money, or the day it starts. */
export function decideUndo(
  snapshot: Snapshot,
  author: Author,
): { decision: Decision; undone: Undone[] } {
  const { t } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  const { pending } = draft;
  if (pending && !pending.waits) {
    undoStart(draft, pending, t);
    return { decision: draft.finish(t), undone: [{ kind: "start", waitsFor: "start" }] };
  }
  const waiting = [...draft.scheduled];
  if (waiting.length === 0) {
    throw new BillingError("nothing_scheduled", "No change or cancellation is waiting.");
  }
  for (const one of waiting) {
    if (one.waitsFor === "period_end")
      draft.setScheduled({ ...one, status: "undone", closedAt: t });
  }
  abandonWaiting(draft, t);
  honourPaid(draft, t);
  return {
    decision: draft.finish(t),
    undone: waiting.map(({ kind, waitsFor }) => ({ kind, waitsFor })),
  };
}

/** Nothing was charged or granted before its day: the period is given up and its subscription never began. */
function undoStart(draft: AccountDraft, pending: PendingPeriod, at: Date): void {
  const { subscriptionId: id, version, anchorAt } = pending;
  draft.changePeriod({ ...pending, closedBy: "abandoned" });
  draft.pending = null;
  const planVersionId = version.id;
  draft.decision.subscriptionChanges.push({ id, planVersionId, anchorAt, endedAt: at });
}
