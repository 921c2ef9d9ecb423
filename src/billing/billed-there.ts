import { BillingError } from "@/lib/errors";
import type { PeriodState } from "./state";

/** Whether a plan lives in Stripe Billing: that renews, charges and ends it, and we follow. */
export function isBilledThere(
  period: Pick<PeriodState, "stripeSubscriptionId"> | null | undefined,
): boolean {
  return typeof period?.stripeSubscriptionId === "string";
}

/** At its end such a period waits for news of what follows: nothing of ours does (a month of its year drips). */
export function waitsForBiller(period: PeriodState): boolean {
  return isBilledThere(period) && period.slice.endsAt.getTime() === period.endsAt.getTime();
}

/** Changed or ended here it would be charged twice, or never again. */
export function assertBilledHere(period: PeriodState | null): void {
  if (!period || !isBilledThere(period)) return;
  const { planName } = period.version;
  throw new BillingError(
    "managed_by_stripe",
    `${planName} is billed by a subscription in Stripe. Change or end it there: it follows here by itself.`,
  );
}
