import { assert } from "@/lib/errors";
import { type InvoiceId, type InvoiceLineId, newId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import type { InvoiceDraft, InvoiceLineDraft } from "../decision";
import { accrueOverage, issueInvoice } from "../invoices/billing";
import { overageLine } from "../invoices/lines";
import type { PeriodState } from "../state";
import { closePeriod, tellChanged } from "./switch-plan";

/**
 * The period a cancellation waited for is over: nothing follows, and what was used beyond the credits is
 * billed at once, without a grace hour (BOOKS B8, B9).
 */
export function endAtBoundary(draft: AccountDraft, old: PeriodState, at: Date): void {
  closePeriod(draft, old, { at, by: "cancel" });
  endSubscription(draft, old, at);
  billTheRest(draft, old, { lines: [], at });
}

/** Nothing follows on this subscription; what was decided for later is done or void. */
export function endSubscription(draft: AccountDraft, old: PeriodState, at: Date): void {
  const { subscriptionId: id, version, anchorAt } = old;
  const { subscriptionChanges } = draft.decision;
  subscriptionChanges.push({ id, planVersionId: version.id, anchorAt, endedAt: at });
  tellChanged(draft, { from: old, to: null, at });
  for (const one of [...draft.scheduled]) {
    const status = one.kind === "cancel" ? "done" : "superseded";
    draft.setScheduled({ ...one, status, closedAt: at });
  }
}

/** The last document of a subscription: with overage of all its slices; none where nothing is to be billed. */
function billTheRest(
  draft: AccountDraft,
  old: PeriodState,
  { lines, at }: { lines: InvoiceLineDraft[]; at: Date },
): InvoiceDraft | null {
  const all = [...lines, ...finalBill(draft, at)];
  if (all.length === 0) return null;
  const invoice: InvoiceDraft = {
    id: newId<InvoiceId>(),
    isNew: true,
    subscriptionId: old.subscriptionId,
    currency: old.version.currency,
    grants: "on_issue",
    createdAt: at,
    issueAt: at,
    lines: all,
    issue: null,
  };
  return issueInvoice(draft, invoice, at);
}

/**
 * Overage of slices that a change or an end closed: each a line of its own with its dates (BOOKS B8). What
 * open holds still reach into is not known yet.
 */
export function finalBill(draft: AccountDraft, at: Date): InvoiceLineDraft[] {
  return [...draft.overage].flatMap((row) => {
    const { closed } = row;
    if (row.billed || !closed || closed.endedBy === "renewal" || closed.slice.endsAt > at)
      return [];
    if (row.heldCredits > 0n) return [];
    const version = versionOf(draft, row.planPeriodId);
    accrueOverage(draft, row, version, at);
    const dates = { start: closed.slice.startsAt, end: closed.slice.endsAt };
    const line = overageLine(newId<InvoiceLineId>(), row, { version, dates });
    const changed = draft.overageOf(row.planPeriodId, row.sliceIndex);
    changed.billed = true;
    if (line.amountMinor === 0n) return [];
    changed.invoiceLineId = line.id;
    return [line];
  });
}

function versionOf(draft: AccountDraft, periodId: PeriodState["id"]) {
  const version = draft.snapshot.periodVersions.get(periodId);
  assert(version, "overage is of a plan version");
  return version;
}
