import { assert } from "@/lib/errors";
import { type InvoiceId, type InvoiceLineId, newId } from "@/lib/ids";
import { addSeconds, dayOf, startOfDay } from "@/lib/time";
import { AccountDraft } from "../account-draft";
import { endsThere, isKeptForNews, waitsForBiller } from "../billed-there";
import { expireHold } from "../credits/end-hold";
import { expireGrant } from "../credits/expiry";
import { graceSeconds } from "../credits/late-usage";
import type { Author, Decision, InvoiceDraft, InvoiceLineDraft } from "../decision";
import { recognizeDays } from "../earned-days";
import { accrueOverage, issueInvoice } from "../invoices/billing";
import { endOrders } from "../invoices/end-order";
import { overageLine } from "../invoices/lines";
import { priceDraft } from "../invoices/price-draft";
import type { OverageState, PlanVersion, Snapshot } from "../state";
import { abandonChange } from "./abandon-change";
import { openPending } from "./decide-start";
import { honourPaid } from "./paid";
import { passBoundary } from "./pass-boundary";
import { renewAsTold } from "./renew-billed";
import { isOf } from "./switch-plan";

/**
 * Everything that falls due on an account at its next due instant, booked as of that instant (BOOKS B5).
 *
 * Run late it decides the same; run again there is nothing left to do. The days of the books that are over by
 * then are recognized first, each at its own end. The order at one instant: holds
 * out of time, changes and orders nobody paid for, a start dated ahead, then the boundary (close, overage, rollover,
 * open, grant), then what expired an hour ago, then drafts to issue, then the day's overage.
 */
export function decideDue(snapshot: Snapshot, author: Author): Decision {
  const at = snapshot.head.dueAt ?? snapshot.t;
  const draft = new AccountDraft(snapshot, author);

  recognizeDays(draft, at);
  for (const hold of [...draft.holds]) if (hold.expiresAt <= at) expireHold(draft, hold);
  for (const one of [...draft.scheduled]) {
    if (one.givesUpAt && one.givesUpAt <= at)
      abandonChange(draft, one, { at, status: "abandoned" });
  }
  endOrders(draft, at);
  const { pending } = draft;
  if (pending && !pending.waits && pending.startsAt <= at) openPending(draft, pending);
  const { period } = draft;
  if (period && period.slice.endsAt <= at && !waitsForBiller(period)) {
    if (endsThere(period)) renewAsTold(draft, period);
    else passBoundary(draft, period);
  }
  for (const grant of [...draft.grants]) {
    if (isKeptForNews(grant, draft.period)) continue;
    if (grant.expiresAt && addSeconds(grant.expiresAt, graceSeconds) <= at)
      expireGrant(draft, grant, at);
  }
  settleClosedSlices(draft, at);
  for (const invoice of [...draft.invoices]) {
    if (invoice.issueAt <= at) issueInvoice(draft, invoice, at);
  }
  honourPaid(draft, at);
  accrueDay(draft, at);
  const decision = draft.finish(at, endingAt(snapshot, at));
  // A catch-up that stands still would run for ever.
  assert(!decision.dueAt || decision.dueAt > at, "what was due is done");
  return decision;
}

/** What could still be spent until an instant: an expiry takes effect there, whenever it is posted. */
function endingAt({ grants }: Snapshot, at: Date): bigint {
  return grants
    .filter((one) => one.effectiveAt < at && one.expiresAt?.getTime() === at.getTime())
    .reduce((sum, { remaining }) => sum + remaining, 0n);
}

/**
 * The grace hour of a renewed slice is over: its overage, late usage included, goes onto the draft that is
 * about to be issued, or onto one of its own. So does what a hold had reached into when its plan ended.
 */
function settleClosedSlices(draft: AccountDraft, at: Date): void {
  for (const row of [...draft.overage]) {
    const { closed } = row;
    if (row.billed || !closed || !isSettled(row, closed, { draft, at })) continue;
    const version = draft.snapshot.periodVersions.get(row.planPeriodId);
    assert(version, "overage is of a plan version");
    accrueOverage(draft, row, version, at);
    const dates = { start: closed.slice.startsAt, end: closed.slice.endsAt };
    const invoice = draft.invoices[0] ?? emptyDraft(closed, version, at);
    const known = invoice.lines.find((line) => isLineOf(line, row));
    const line = overageLine(known?.id ?? newId<InvoiceLineId>(), row, { version, dates });
    const changed = draft.overageOf(row.planPeriodId, row.sliceIndex);
    changed.billed = true;
    const others = invoice.lines.filter((one) => one !== known);
    if (line.amountMinor > 0n) {
      changed.invoiceLineId = line.id;
      priceDraft(draft, { ...invoice, lines: [...others, line] }, at);
    } else if (known) {
      // Late use over the cliff of volume prices made all of it free.
      priceDraft(draft, { ...invoice, lines: others }, at);
    }
  }
}

function isSettled(
  { heldCredits }: OverageState,
  { endedBy, slice }: NonNullable<OverageState["closed"]>,
  { draft, at }: { draft: AccountDraft; at: Date },
): boolean {
  if (endedBy === "renewal") return addSeconds(slice.endsAt, graceSeconds) <= at;
  return draft.period === null && heldCredits === 0n;
}

function emptyDraft(
  { subscriptionId }: NonNullable<OverageState["closed"]>,
  { currency }: PlanVersion,
  at: Date,
): InvoiceDraft {
  return {
    id: newId<InvoiceId>(),
    isNew: true,
    subscriptionId,
    currency,
    grants: "on_issue",
    createdAt: at,
    issueAt: at,
    lines: [],
    issue: null,
  };
}

function isLineOf(
  line: InvoiceLineDraft,
  row: Pick<OverageState, "planPeriodId" | "sliceIndex">,
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
