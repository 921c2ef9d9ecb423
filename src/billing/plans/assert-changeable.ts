import { BillingError } from "@/lib/errors";
import { addSeconds } from "@/lib/time";
import type { AccountDraft } from "../account-draft";
import type { GrantsWhen } from "../decision";
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

/** A plan that costs nothing is not started again within a month of the last one, by ending and starting it. */
export function assertNotAgain({ lastPeriodEnd, t }: Snapshot, version: PlanVersion): void {
  if (version.priceMinor > 0n || lastPeriodEnd === null) return;
  const from = addSeconds(lastPeriodEnd, monthSeconds);
  if (t >= from) return;
  throw new BillingError(
    "period_end_only",
    `${version.planName} costs nothing and can be started again a month after the last plan ended.`,
    { field: "plan", from },
  );
}

const monthSeconds = 31 * 86_400;

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
