import { BillingError } from "@/lib/errors";
import type { GrantState, PeriodState } from "./state";

/** Whether a plan lives in Stripe Billing: that renews, charges and ends it, and we follow. */
export function isBilledThere(
  period: Pick<PeriodState, "stripeSubscriptionId"> | null | undefined,
): boolean {
  return typeof period?.stripeSubscriptionId === "string";
}

/** At its end such a period is over; a month of its year that ends drips, as one of ours. */
export function endsThere(period: PeriodState): boolean {
  return isBilledThere(period) && period.slice.endsAt.getTime() === period.endsAt.getTime();
}

/** At its end it waits for news of what follows; unless Stripe said that it goes on by itself. */
export function waitsForBiller(period: PeriodState): boolean {
  return endsThere(period) && (period.outlook !== "renews" || period.trial);
}

/** What is left of its allowance then: how much of it rolls over follows from that news. Readers see it ended. */
export function isKeptForNews(
  { category, expiresAt }: Pick<GrantState, "category" | "expiresAt">,
  period: PeriodState | null,
): boolean {
  if (!period || category !== "allowance" || !waitsForBiller(period)) return false;
  return expiresAt?.getTime() === period.endsAt.getTime();
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
