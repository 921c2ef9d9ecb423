import { BillingError } from "@/lib/errors";
import type { AccountDraft } from "../account-draft";
import type { GrantsWhen } from "../decision";
import type { PeriodState, PlanVersion } from "../state";
import { lineOfPeriod } from "./allowance";

/** The running period, where it may be left for the wanted version. */
export function assertChangeable(
  draft: AccountDraft,
  request: { version: PlanVersion; when: "now" | "period_end"; grants: GrantsWhen; at: Date },
): PeriodState {
  const { version, at, when, grants } = request;
  const { period, snapshot } = draft;
  if (!period) throw noSubscription();
  if (version.plan === period.version.plan) {
    throw new BillingError("same_plan", `The account is on ${version.planName} already.`, {
      field: "plan",
      plan: version.plan,
    });
  }
  if (version.currency !== snapshot.currency) {
    const message = `${version.planName} is priced in ${version.currency}, the account pays in ${snapshot.currency}.`;
    throw new BillingError("invalid_input", message, { field: "plan" });
  }
  if (when === "now") assertNothingOverdue(draft, at);
  if (when === "now" && grants === "on_payment") assertRunningIsPaid(draft, period);
  return period;
}

/**
 * Of a period that waits for its own money nothing was given: its credit would pay for the next plan, and
 * the money, come late, for both.
 */
function assertRunningIsPaid(draft: AccountDraft, period: PeriodState): void {
  const line = lineOfPeriod(draft, period.id);
  if (period.allowanceGranted || !line) return;
  throw new BillingError(
    "payment_overdue",
    "The running period is not paid yet. Once it is, the plan can be changed.",
    { invoiceId: line.invoiceId },
  );
}

/** With an overdue invoice nothing changes at once (BOOKS B6). */
function assertNothingOverdue(draft: AccountDraft, at: Date): void {
  const overdue = draft.receivables.find(({ dueAt }) => dueAt !== null && dueAt <= at);
  if (!overdue) return;
  throw new BillingError(
    "payment_overdue",
    "An invoice is overdue. Once it is paid, the plan can be changed.",
    { invoiceId: overdue.id },
  );
}

export function noSubscription(): BillingError {
  return new BillingError("no_subscription", "The account has no plan.");
}
