import { assert } from "@/lib/errors";
import type { GrantId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import type { InvoiceDraft, InvoiceLineDraft, ScheduledChange } from "../decision";
import { enterDraft } from "../invoices/billing";
import { endSuspension } from "../invoices/suspend";
import type { InvoiceState, PeriodState } from "../state";
import { grantAllowance, lineOfPeriod } from "./allowance";
import { grantPack } from "./grant-pack";
import { slicesOfLine } from "./line-slices";
import { deferAgain } from "./paid-late";
import { switchPlan } from "./switch-plan";
import { earnWithheld } from "./withheld";

/** A plan's line, or a part of a cycle's, enters a draft: earned by use where credits roll over, else by time. */
export function enterPlanLine(
  draft: AccountDraft,
  line: InvoiceLineDraft,
  { invoice, period, at }: { invoice: InvoiceDraft; period: PeriodState; at: Date },
): void {
  const { version, anchorAt, timezone } = period;
  const slices =
    version.drip === null ? null : slicesOfLine({ anchor: anchorAt, timeZone: timezone }, line);
  const basis = version.rolloverMax === null ? "time" : "usage";
  enterDraft(draft, line, { invoice, earned: { basis, slices }, at });
}

/**
 * What invoices that became paid in this decision grant on payment (BOOKS B4): the allowance that was
 * withheld, and the change that waited. Credits exist from now; of a period that is over nothing comes.
 */
export function honourPaid(draft: AccountDraft, at: Date): GrantId[] {
  const grantIds = draft.paidInvoices.splice(0).flatMap((invoice) => honour(draft, invoice, at));
  earnWithheld(draft, at);
  return grantIds;
}

function honour(draft: AccountDraft, invoice: InvoiceState, at: Date): GrantId[] {
  const wasSuspended = endSuspension(draft, invoice.id, at);
  const wasGivenUp = invoice.status === "uncollectible";
  if (wasGivenUp) deferAgain(draft, invoice, at);
  // Of a year that was suspended or given up no further month was given.
  if (invoice.grants !== "on_payment" && !wasSuspended && !wasGivenUp) return [];
  const waiting = draft.scheduled.find(({ invoiceId }) => invoiceId === invoice.id);
  if (waiting) return completeChange(draft, waiting, at);
  return invoice.lines.flatMap((line) =>
    line.kind === "pack" && invoice.grants === "on_payment"
      ? grantPack(draft, line, at)
      : (grantWithheld(draft, line, at) ?? []),
  );
}

/** The quoted switch, at the quote's instant; what was used since and the new grant lacks stays as debt. */
function completeChange(draft: AccountDraft, change: ScheduledChange, paidAt: Date): GrantId[] {
  const { period: old, pending } = draft;
  assert(old && pending?.id === change.planPeriodId, "what was paid for still waits");
  const { back = 0n, granted = 0n, creditLineId = null } = change.terms;
  const next = { ...pending, allowanceGranted: true };
  const at = change.effectiveAt;
  draft.setScheduled({ ...change, status: "done", closedAt: paidAt });
  const since = decidedSince(draft, change, next);
  const { grantIds } = switchPlan(draft, {
    ...{ old, next, back, granted, at, creditLineId },
    takesAll: change.terms.allowance === "replace",
  });
  // Asked for after the change, though before its money: it holds for the plan that runs now.
  for (const one of since) draft.setScheduled({ ...one, effectiveAt: next.endsAt });
  return grantIds;
}

/** What was decided for the end of the period after the change that waited, and still means something. */
function decidedSince(
  { scheduled, snapshot }: AccountDraft,
  change: ScheduledChange,
  next: PeriodState,
): ScheduledChange[] {
  return scheduled.filter(({ waitsFor, createdAt, planVersionId }) => {
    if (waitsFor !== "period_end" || createdAt < change.createdAt) return false;
    const to = planVersionId && snapshot.versions.get(planVersionId)?.plan;
    return to !== next.version.plan;
  });
}

function grantWithheld(draft: AccountDraft, line: InvoiceLineDraft, at: Date): GrantId | null {
  const { period } = draft;
  const isOfPlan = line.kind === "plan" || line.kind === "proration_charge";
  if (!isOfPlan || !period || line.planPeriodId !== period.id || period.allowanceGranted)
    return null;
  const granted = { ...period, allowanceGranted: true };
  draft.period = granted;
  draft.changePeriod({ ...granted, closedBy: null });
  return grantAllowance(draft, granted, { line: lineOfPeriod(draft, period.id), at });
}
