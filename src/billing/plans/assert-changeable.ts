import { BillingError } from "@/lib/errors";
import type { AccountDraft } from "../account-draft";
import { assertBilledHere } from "../billed-there";
import type { GrantsWhen } from "../decision";
import { isOverdue } from "../invoices/status";
import type { PeriodState, PlanVersion, Snapshot } from "../state";
import { lineOfPeriod } from "./allowance";

/** The running period, where it may be left for the wanted version. */
export function assertChangeable(
  draft: AccountDraft,
  request: { version: PlanVersion; when: "now" | "period_end"; grants: GrantsWhen; at: Date },
): PeriodState {
  const { version, at, when, grants } = request;
  const { period, snapshot } = draft;
  if (!period) throw noSubscription();
  assertBilledHere(period);
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
  if (when === "now" && !period.trial) assertHasPrice(version);
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

/**
 * What costs nothing begins and ends with a period: its allowance is given once in each, and would be given
 * again with every change back to it.
 */
export function assertHasPrice({ priceMinor, planName }: PlanVersion): void {
  if (priceMinor > 0n) return;
  throw new BillingError(
    "period_end_only",
    `${planName} costs nothing: it begins and ends at the end of a period.`,
    { field: "when" },
  );
}

/**
 * What is given without money is given once: a trial to an account, the allowance of a plan that costs nothing
 * in a cycle, also where that was left for another plan and is started again.
 */
export function assertNotAgain(
  { freeUntil, tried }: Snapshot,
  { version, startsAt, trialDays }: { version: PlanVersion; startsAt: Date; trialDays: number },
): void {
  const isFree = version.priceMinor === 0n;
  if (trialDays > 0 && (isFree || tried)) {
    const message = isFree
      ? `${version.planName} costs nothing: there is nothing to try before paying.`
      : "The account had a trial already.";
    throw new BillingError("invalid_input", message, { field: "trialDays" });
  }
  if (!isFree || freeUntil === null || startsAt >= freeUntil) return;
  throw new BillingError(
    "period_end_only",
    `${version.planName} costs nothing: its allowance is given once in a period, and the last one is not over.`,
    { field: "plan", from: freeUntil },
  );
}

/** With an overdue invoice nothing changes at once (BOOKS B6). */
function assertNothingOverdue(draft: AccountDraft, at: Date): void {
  const overdue = draft.receivables.find((one) => isOverdue(one, at));
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
