import { type RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { BillingError } from "@/lib/errors";

/** Takes points from a limiter in this process; beyond them it is refused, with when to come back (in whole seconds). */
export async function spend(
  limiter: RateLimiterMemory,
  { who, points }: { who: string; points: number },
  refusal: (retryAfterSeconds: number) => BillingError,
): Promise<void> {
  try {
    await limiter.consume(who, points);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw refusal(Math.max(1, Math.ceil(refused.msBeforeNext / 1000)));
  }
}
