import { assert } from "@/lib/errors";
import { type InvoiceId, type InvoiceLineId, newId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import type { AccountDraft } from "../account-draft";
import { graceSeconds } from "../credits/late-usage";
import { rollOver } from "../credits/rollover";
import type { InvoiceDraft, InvoiceLineDraft } from "../decision";
import { accrueOverage } from "../invoices/billing";
import { overageLine, planLine, totalOf } from "../invoices/lines";
import { isCollected, lineOn, priceDraft, priceLines } from "../invoices/price-draft";
import { isOverdue } from "../invoices/status";
import { recognizeTo } from "../recognition";
import type { OverageState, PeriodState } from "../state";
import { grantAllowance, lineOfPeriod } from "./allowance";
import { endAtBoundary, finalBill } from "./end-plan";
import { newPeriod, openPeriod } from "./open-period";
import { enterPlanLine } from "./paid";
import { slicesOf } from "./periods";
import { carryHeldOverage, isOf, tellChanged } from "./switch-plan";

/** The end of a slice: inside a year it drips, at the end of a period what was decided follows. */
export function passBoundary(draft: AccountDraft, old: PeriodState): void {
  const at = old.slice.endsAt;
  recognizeTo(draft, at);
  const closing = draft.overage.find((row) => isOf(row, old));
  if (closing) accrueOverage(draft, closing, old.version, at);
  const renews = at.getTime() === old.endsAt.getTime();
  if (renews && draft.scheduled.some(({ kind, waitsFor }) => endsPlan(kind, waitsFor))) {
    endAtBoundary(draft, old, at);
    return;
  }
  const next = renews ? following(draft, old) : { period: dripped(old), changed: false };
  rollOver(draft, { at, expiresAt: next.period.slice.endsAt });
  const charged = renews && next.period.version.priceMinor > 0n;
  const awaits =
    awaitsPayment(draft, { renews, charged, at }) && (!renews || isCharged(draft, next.period));
  const period = { ...next.period, allowanceGranted: !awaits };
  moveTo(draft, old, period, next.changed);
  billBoundary(draft, { old, period, charged, closing, at, awaits, changed: next.changed });
  if (!awaits) grantAllowance(draft, period, { line: lineOfPeriod(draft, period.id), at });
}

function endsPlan(kind: string, waitsFor: string): boolean {
  return kind === "cancel" && waitsFor === "period_end";
}

type Boundary = {
  old: PeriodState;
  period: PeriodState;
  charged: boolean;
  closing: OverageState | undefined;
  at: Date;
  awaits: boolean;
  changed: boolean;
};

/** The plan in advance, use beyond the credits in arrears: of the slice that ended, and of what changes closed. */
function billBoundary(draft: AccountDraft, boundary: Boundary): void {
  const { old, period, charged, closing, at, awaits, changed } = boundary;
  const line = charged ? planLine(period) : null;
  const ofClosed = changed ? [] : [closing && lineOfClosed(closing, old)];
  const ofChanged = finalBill(draft, at);
  const lines = [line, ...ofClosed, ...ofChanged].filter(
    (one) => one !== null && one !== undefined,
  );
  if (lines.length === 0) return;
  const grants = awaits && charged ? "on_payment" : "on_issue";
  const invoice = priceDraft(draft, draftInvoice(period, { lines, at, grants }), at);
  if (line) enterPlanLine(draft, lineOn(invoice, line.id), { invoice, period, at });
}

/** Which version follows (BOOKS B5): a scheduled change, else the same plan; after a trial its first paid period. */
function following(
  draft: AccountDraft,
  old: PeriodState,
): { period: PeriodState; changed: boolean } {
  const { subscriptionId, anchorAt, timezone, cycleIndex } = old;
  const common = { subscriptionId, timezone, allowanceGranted: false, cycleOverage: 0n };
  const change = draft.scheduled.find(
    ({ kind, waitsFor }) => kind === "change" && waitsFor === "period_end",
  );
  const version = change?.planVersionId
    ? draft.snapshot.versions.get(change.planVersionId)
    : old.version;
  assert(version, "a scheduled change names a version of the catalogue");
  const isReset =
    change !== undefined &&
    (change.terms.anchor === "reset" || version.interval !== old.version.interval);
  const cycle = isReset
    ? { anchorAt: old.endsAt, cycleIndex: 0 }
    : { anchorAt, cycleIndex: cycleIndex + 1 };
  const period = openPeriod({ ...common, ...cycle, version });
  if (!change) return { period, changed: false };
  draft.setScheduled({ ...change, status: "done", closedAt: old.endsAt });
  draft.decision.subscriptionChanges.push({
    id: subscriptionId,
    planVersionId: version.id,
    anchorAt: period.anchorAt,
    endedAt: null,
  });
  return { period, changed: true };
}

function dripped(old: PeriodState): PeriodState {
  const { anchorAt, timezone, startsAt, endsAt, slice } = old;
  const slices = slicesOf(
    { anchor: anchorAt, timeZone: timezone },
    { start: startsAt, end: endsAt },
  );
  const index = slice.index + 1;
  return { ...old, slice: { index, startsAt: slice.endsAt, endsAt: slices[index]?.end ?? endsAt } };
}

function lineOfClosed(row: OverageState, period: PeriodState): InvoiceLineDraft | null {
  const dates = { start: period.slice.startsAt, end: period.slice.endsAt };
  const line = overageLine(newId<InvoiceLineId>(), row, { version: period.version, dates });
  return line.amountMinor > 0n ? line : null;
}

function draftInvoice(
  { subscriptionId, version }: PeriodState,
  { lines, at, grants }: { lines: InvoiceLineDraft[]; at: Date; grants: InvoiceDraft["grants"] },
): InvoiceDraft {
  return {
    id: newId<InvoiceId>(),
    isNew: true,
    subscriptionId,
    currency: version.currency,
    grants,
    createdAt: at,
    issueAt: addSeconds(at, graceSeconds),
    lines,
    issue: null,
  };
}

/**
 * Whether the next allowance waits for money (BOOKS B4): at a renewal while an invoice is overdue, at a
 * drip while the year itself is unpaid, or nobody is to pay for it any more.
 */
function awaitsPayment(
  draft: AccountDraft,
  { renews, charged, at }: { renews: boolean; charged: boolean; at: Date },
): boolean {
  if (!renews) return isUnpaid(draft);
  if (!charged) return false;
  return draft.receivables.some((one) => isOverdue(one, at));
}

/** What is too small to be charged by itself nobody is asked for, so nothing waits for it (BOOKS B11). */
function isCharged(draft: AccountDraft, period: PeriodState): boolean {
  const how = { currency: period.version.currency, at: period.startsAt };
  const due = totalOf(priceLines(draft, [planLine(period)], how));
  return due === 0n || isCollected(draft, due);
}

/** The running period's line grants on payment and is not paid; or its document was given up, or is suspended. */
function isUnpaid(draft: AccountDraft): boolean {
  const line = draft.period && lineOfPeriod(draft, draft.period.id);
  if (!line || line.invoiceStatus === "paid") return false;
  if (draft.holds.some(({ forInvoice }) => forInvoice === line.invoiceId)) return true;
  const isGivenUp = line.invoiceStatus === "void" || line.invoiceStatus === "uncollectible";
  return isGivenUp || line.invoiceGrants === "on_payment";
}

/** Closes what ended and makes the next stretch the current one. */
function moveTo(
  draft: AccountDraft,
  old: PeriodState,
  period: PeriodState,
  changed: boolean,
): void {
  draft.period = period;
  carryHeldOverage(draft, old, period);
  const ended = draft.overage.find((row) => isOf(row, old));
  if (ended) {
    const endedBy = changed ? "change" : "renewal";
    ended.closed = { slice: old.slice, endedBy, subscriptionId: old.subscriptionId };
  }
  const { slice, allowanceGranted, endsAt } = period;
  if (period.id === old.id) {
    draft.changePeriod({ id: old.id, endsAt, slice, allowanceGranted, closedBy: null });
    return;
  }
  draft.changePeriod({ ...old, closedBy: changed ? "change" : "renewal" });
  if (changed) tellChanged(draft, { from: old, to: period, at: old.endsAt });
  const openedBy = changed ? "change" : old.trial ? "trial_end" : "renewal";
  draft.decision.periods.push(newPeriod(period, { openedBy, state: "open" }));
}
