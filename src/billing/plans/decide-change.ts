import {
  type GrantId,
  type InvoiceId,
  newId,
  type QuoteId,
  type ScheduledChangeId,
} from "@/lib/ids";
import { addSeconds, minDate } from "@/lib/time";
import { AccountDraft } from "../account-draft";
import type {
  Author,
  ChangeTerms,
  Decision,
  GrantsWhen,
  InvoiceDraft,
  InvoiceLineDraft,
} from "../decision";
import { totalOf } from "../invoices/lines";
import { isCollected, priceLines } from "../invoices/price-draft";
import type { PeriodState, PlanVersion, Snapshot } from "../state";
import { abandonChange } from "./abandon-change";
import { assertChangeable } from "./assert-changeable";
import { billChange, changeLines, type Sides } from "./change-lines";
import { freeKept } from "./hold-back";
import { newPeriod } from "./open-period";
import { honourPaid } from "./paid";
import { type Pricing, priceBack, priceForward } from "./price-change";
import { replaceScheduled, switchPlan } from "./switch-plan";

export type ChangeRequest = {
  version: PlanVersion;
  when: "now" | "period_end";
  terms: ChangeTerms;
  grants: GrantsWhen;
  proration: "second" | "day";
  at: Date;
  quoteId: QuoteId | null;
  unusedThen: Pricing["unusedThen"];
  /** A preview shows what follows once it is paid. */
  asIfPaid: boolean;
};

export type Changed = {
  outcome: "changed" | "scheduled" | "awaiting_payment";
  effectiveAt: Date;
  period: PeriodState | null;
  invoice: InvoiceDraft | null;
  /** Whether its lines went onto the renewal's draft. */
  onDraft: boolean;
  lines: InvoiceLineDraft[];
  grantIds: GrantId[];
  back: bigint;
  granted: bigint;
  /** Of `back`, what the old allowance had no more. */
  lacked: bigint;
};

const prorated: ChangeTerms = { anchor: "keep", allowance: "prorate", creditBasis: "usage" };

/** How long a change that is not paid is waited for (BOOKS B4). */
const waitSeconds = 24 * 3600;

/**
 * Another plan, now or at the end of the period (BOOKS B6): money and credits move by one fraction in one
 * decision. What must be paid first opens its period when the money came (B4).
 */
export function decideChange(
  snapshot: Snapshot,
  request: ChangeRequest,
  author: Author,
): { decision: Decision; draft: AccountDraft; changed: Changed } {
  const { at } = request;
  const draft = new AccountDraft({ ...snapshot, t: at }, author);
  freeKept(draft, at);
  const old = assertChangeable(draft, request);
  const changed =
    request.when === "period_end"
      ? scheduleChange(draft, old, request)
      : changeNow(draft, old, request);
  return { decision: draft.finish(at), draft, changed };
}

function changeNow(draft: AccountDraft, old: PeriodState, request: ChangeRequest): Changed {
  const { at, version, terms, proration, grants, unusedThen } = request;
  abandonWaiting(draft, at);
  // In a trial no money follows what is given: only what goes back of one plan is tried on the next.
  const pricing = { at, terms: old.trial ? prorated : terms, proration, unusedThen };
  const back = priceBack(draft, old, pricing);
  const forward = priceForward(old, version, { ...pricing, back });
  const sides: Sides = { old, back, forward };
  const { credit, charge } = changeLines(sides, { at, unit: proration });
  const lines = [credit, charge].filter((one) => one !== null);
  const due = totalOf(priceLines(draft, lines, { currency: version.currency, at }));
  const waits = grants === "on_payment" && isCollected(draft, due);
  const base = {
    ...{ effectiveAt: at, period: forward.next, lines },
    ...{ back: back.credits, granted: forward.credits },
  };
  if (waits) draft.pending = { ...forward.next, grants, waits: true };
  if (waits && !request.asIfPaid) {
    draft.decision.periods.push(newPeriod(forward.next, { openedBy: "change", state: "pending" }));
  }
  const billed = billChange(draft, sides, {
    ...{ lines, credit, charge, at },
    grants: waits ? "on_payment" : "on_issue",
  });
  const bill = { invoice: billed?.invoice ?? null, onDraft: billed?.onDraft ?? false };
  const creditLineId = credit?.id ?? null;
  if (waits && billed && !request.asIfPaid) {
    waitForMoney(draft, old, {
      ...{ request, invoice: billed.invoice, creditLineId },
      ...{ back: back.credits, granted: forward.credits },
    });
    const grantIds = honourPaid(draft, at);
    const outcome = draft.pending === null ? "changed" : "awaiting_payment";
    return { ...base, ...bill, outcome, grantIds, lacked: 0n };
  }
  const isCovered = draft.paidInvoices.some(({ id }) => id === billed?.invoice.id);
  if (waits) draft.pending = null;
  const switched = switchPlan(draft, {
    ...{ old, next: forward.next, back: back.credits, granted: forward.credits, at, creditLineId },
    takesAll: pricing.terms.allowance === "replace",
  });
  // Credit it brought may have paid for what waited, and so for what that grants.
  const honoured = honourPaid(draft, at);
  const outcome = waits && !isCovered ? "awaiting_payment" : "changed";
  return {
    ...{ ...base, ...bill, outcome, ...switched },
    grantIds: [...switched.grantIds, ...honoured],
  };
}

function waitForMoney(
  draft: AccountDraft,
  old: PeriodState,
  of: {
    request: ChangeRequest;
    invoice: { id: InvoiceId };
    back: bigint;
    granted: bigint;
    creditLineId: InvoiceLineDraft["creditedLineId"];
  },
): void {
  const { request, invoice, back, granted, creditLineId } = of;
  const { at, terms, version } = request;
  const { pending } = draft;
  draft.setScheduled({
    id: newId<ScheduledChangeId>(),
    subscriptionId: old.subscriptionId,
    kind: "change",
    waitsFor: "payment",
    planVersionId: version.id,
    terms: { ...terms, back, granted, creditLineId, cycles: [...draft.cyclesBefore.values()] },
    effectiveAt: at,
    givesUpAt: minDate(addSeconds(at, waitSeconds), old.slice.endsAt),
    quoteId: request.quoteId,
    invoiceId: invoice.id,
    planPeriodId: pending?.id ?? null,
    status: "waiting",
    createdAt: draft.snapshot.recordedAt,
    closedAt: null,
  });
}

function scheduleChange(draft: AccountDraft, old: PeriodState, request: ChangeRequest): Changed {
  const { at, version, terms, quoteId } = request;
  replaceScheduled(draft, at);
  draft.setScheduled({
    id: newId<ScheduledChangeId>(),
    subscriptionId: old.subscriptionId,
    kind: "change",
    waitsFor: "period_end",
    planVersionId: version.id,
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
  const nothing = { invoice: null, onDraft: false, lines: [], grantIds: [], back: 0n, lacked: 0n };
  return {
    ...nothing,
    outcome: "scheduled",
    effectiveAt: old.endsAt,
    period: null,
    granted: version.allowance,
  };
}

/** A change that still waits for its money makes room for the next. */
export function abandonWaiting(draft: AccountDraft, at: Date): void {
  for (const one of [...draft.scheduled]) {
    if (one.waitsFor === "payment") abandonChange(draft, one, { at, status: "superseded" });
  }
}
