import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { env } from "@/env";
import { BillingError } from "@/lib/errors";

const shared = globalThis as { tallybookRates?: RateLimiterMemory };

/** Counts events against a key's events per second, in this process; refuses beyond them. */
export async function spendRate(key: string, events: number): Promise<void> {
  shared.tallybookRates ??= new RateLimiterMemory({
    points: env.RATE_LIMIT_EVENTS_PER_SECOND,
    duration: 1,
  });
  try {
    await shared.tallybookRates.consume(key, events);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw new BillingError("rate_limited", "This API key sends more events a second than it may.", {
      eventsPerSecond: env.RATE_LIMIT_EVENTS_PER_SECOND,
      retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
    });
  }
}
