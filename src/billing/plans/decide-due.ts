import { assert } from "@/lib/errors";
import { type InvoiceId, type InvoiceLineId, newId, type PlanPeriodId } from "@/lib/ids";
import { addSeconds, dayOf, startOfDay } from "@/lib/time";
import { AccountDraft } from "../account-draft";
import { expireHold } from "../credits/end-hold";
import { expireGrant } from "../credits/expiry";
import { graceSeconds } from "../credits/late-usage";
import { rollOver } from "../credits/rollover";
import type { Author, Decision, InvoiceDraft, InvoiceLineDraft } from "../decision";
import { accrueOverage, issueInvoice, overageLine, planLine, postEntry } from "../invoices/lines";
import type { OverageState, PeriodState, PlanVersion, Snapshot } from "../state";
import { grantAllowance } from "./allowance";
import { openPending, openPeriod } from "./decide-start";
import { slicesOf } from "./periods";

/**
 * Everything that falls due on an account at its next due instant, booked as of that instant (BOOKS B5).
 *
 * Run late it decides the same; run again there is nothing left to do. The order at one instant: holds
 * out of time, a start dated ahead, then the boundary (close, overage, rollover, open, grant), then what expired an hour ago,
 * then drafts to issue, then the day's overage.
 */
export function decideDue(snapshot: Snapshot, author: Author): Decision {
  const at = snapshot.head.dueAt ?? snapshot.t;
  const draft = new AccountDraft(snapshot, author);

  for (const hold of [...draft.holds]) if (hold.expiresAt <= at) expireHold(draft, hold);
  if (draft.pending && draft.pending.startsAt <= at) openPending(draft, draft.pending);
  if (draft.period && draft.period.slice.endsAt <= at) passBoundary(draft, draft.period);
  for (const grant of [...draft.grants]) {
    if (grant.expiresAt && addSeconds(grant.expiresAt, graceSeconds) <= at)
      expireGrant(draft, grant);
  }
  settleClosedSlices(draft, at);
  for (const invoice of [...draft.invoices]) {
    if (invoice.issueAt <= at) issueInvoice(draft, invoice, at);
  }
  accrueDay(draft, at);
  const decision = draft.finish(at);
  // A catch-up that stands still would run for ever.
  assert(!decision.dueAt || decision.dueAt > at, "what was due is done");
  return decision;
}

/** The end of a slice: of the whole period it renews at an unchanged plan, inside a year it drips. */
function passBoundary(draft: AccountDraft, old: PeriodState): void {
  const at = old.slice.endsAt;
  const closing = draft.overage.find((row) => isOf(row, old));
  if (closing) accrueOverage(draft, closing, old.version, at);
  const renews = at.getTime() === old.endsAt.getTime();
  const next = renews ? renewed(old) : dripped(old);
  const max = old.version.rolloverMax;
  if (max !== null) {
    rollOver(draft, { planPeriodId: old.id, max, at, expiresAt: next.slice.endsAt });
  }
  const line = renews && next.version.priceMinor > 0n ? planLine(next) : null;
  const awaits = awaitsPayment(draft.snapshot, { renews, charged: line !== null, at });
  const period = { ...next, allowanceGranted: !awaits };
  moveTo(draft, old, period);

  const overage = closing ? lineOfClosed(closing, old) : null;
  const lines = [line, overage].filter((one) => one !== null);
  if (line) postEntry(draft, line, old.version.currency, at);
  if (lines.length > 0) draftInvoice(draft, lines, period, { at, awaits: line !== null && awaits });
  if (!awaits) {
    grantAllowance(draft, period, { line: line ?? (renews ? null : draft.snapshot.planLine), at });
  }
}

function renewed(old: PeriodState): PeriodState {
  const { subscriptionId, version, anchorAt, timezone, cycleIndex } = old;
  const next = { subscriptionId, version, anchorAt, timezone, cycleIndex: cycleIndex + 1 };
  return openPeriod({ ...next, allowanceGranted: false });
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

/** What open holds reach into overage counts against the cap of the slice they will be captured in. */
function carryHeldOverage(draft: AccountDraft, old: PeriodState, period: PeriodState): void {
  const held = draft.overage.find((row) => isOf(row, old))?.heldCredits ?? 0n;
  if (held === 0n) return;
  draft.overageOf(old.id, old.slice.index).heldCredits = 0n;
  draft.overageOf(period.id, period.slice.index).heldCredits += held;
}

function lineOfClosed(row: OverageState, period: PeriodState): InvoiceLineDraft | null {
  const dates = { start: period.slice.startsAt, end: period.slice.endsAt };
  const line = overageLine(newId<InvoiceLineId>(), row, { version: period.version, dates });
  return line.amountMinor > 0n ? line : null;
}

function draftInvoice(
  draft: AccountDraft,
  lines: InvoiceLineDraft[],
  period: PeriodState,
  { at, awaits }: { at: Date; awaits: boolean },
): void {
  draft.writeInvoice({
    id: newId<InvoiceId>(),
    isNew: true,
    subscriptionId: period.subscriptionId,
    currency: period.version.currency,
    grants: awaits ? "on_payment" : "on_issue",
    createdAt: at,
    issueAt: addSeconds(at, graceSeconds),
    lines,
    issue: null,
  });
}

/**
 * Whether the next allowance waits for money (BOOKS B4): at a renewal while an invoice is overdue, at a
 * drip while the year itself is unpaid.
 */
function awaitsPayment(
  { openInvoices, planLine }: Snapshot,
  { renews, charged, at }: { renews: boolean; charged: boolean; at: Date },
): boolean {
  if (!renews) return planLine?.awaitsPayment === true;
  if (!charged) return false;
  return openInvoices.some(
    (one) => one.status === "issued" && one.dueAt !== null && one.dueAt <= at,
  );
}

/** Closes what ended and makes the next stretch the current one. */
function moveTo(draft: AccountDraft, old: PeriodState, period: PeriodState): void {
  draft.period = period;
  carryHeldOverage(draft, old, period);
  draft.closedSliceEnd = old.slice.endsAt;
  const { slice, allowanceGranted } = period;
  if (period.id === old.id) {
    draft.changePeriod({ id: old.id, slice, allowanceGranted, closedBy: null });
    return;
  }
  draft.changePeriod({ ...old, closedBy: "renewal" });
  draft.decision.periods.push({
    ...period,
    planVersionId: period.version.id,
    openedBy: "renewal",
    state: "open",
  });
}

/**
 * The grace hour of the slice before is over: its overage, late usage included, goes onto the draft that
 * is about to be issued, or onto one of its own.
 */
function settleClosedSlices(draft: AccountDraft, at: Date): void {
  const { previous } = draft.snapshot;
  if (!previous || addSeconds(previous.slice.endsAt, graceSeconds) > at) return;
  for (const row of draft.overage) {
    if (row.billed || !isOf(row, { id: previous.periodId, slice: previous.slice })) continue;
    accrueOverage(draft, row, previous.version, at);
    const dates = { start: previous.slice.startsAt, end: previous.slice.endsAt };
    const invoice = draft.invoices[0] ?? emptyDraft(previous, at);
    const known = invoice.lines.find((line) => isLineOf(line, row));
    const line = overageLine(known?.id ?? newId<InvoiceLineId>(), row, {
      version: previous.version,
      dates,
    });
    const changed = draft.overageOf(row.planPeriodId, row.sliceIndex);
    changed.billed = true;
    if (line.amountMinor === 0n) continue;
    changed.invoiceLineId = line.id;
    draft.writeInvoice({
      ...invoice,
      lines: [...invoice.lines.filter((one) => one !== known), line],
    });
  }
}

function emptyDraft(
  previous: { subscriptionId: InvoiceDraft["subscriptionId"]; version: PlanVersion },
  at: Date,
): InvoiceDraft {
  return {
    id: newId<InvoiceId>(),
    isNew: true,
    subscriptionId: previous.subscriptionId,
    currency: previous.version.currency,
    grants: "on_issue",
    createdAt: at,
    issueAt: at,
    lines: [],
    issue: null,
  };
}

function isOf(row: OverageState, { id, slice }: Pick<PeriodState, "id" | "slice">): boolean {
  return row.planPeriodId === id && row.sliceIndex === slice.index;
}

function isLineOf(
  line: InvoiceLineDraft,
  row: { planPeriodId: PlanPeriodId; sliceIndex: number },
): boolean {
  return (
    line.kind === "overage" &&
    line.planPeriodId === row.planPeriodId &&
    line.sliceIndex === row.sliceIndex
  );
}

/** At the end of a day of the books what was used beyond the grants becomes revenue (BOOKS B8). */
function accrueDay(draft: AccountDraft, at: Date): void {
  const { houseTimezone } = draft.snapshot;
  const { period } = draft;
  if (!period || startOfDay(dayOf(at, houseTimezone), houseTimezone).getTime() !== at.getTime())
    return;
  for (const row of draft.overage) {
    if (isOf(row, period)) accrueOverage(draft, row, period.version, at);
  }
}
