import { BillingError } from "@/lib/errors";

/**
 * Whether the clock is ours to move: beside a real Stripe, whose days nobody can move, what we book and what it says
 * would be of different days (DESIGN §10). Error: `clock_fixed`.
 */
export function assertOwnClock(stripe: { apiUrl?: string } | undefined): void {
  if (stripe === undefined || stripe.apiUrl !== undefined) return;
  throw new BillingError(
    "clock_fixed",
    "The clock cannot be moved while the sandbox talks to Stripe itself. Start it without Stripe's keys.",
  );
}
