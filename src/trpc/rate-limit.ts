import { RateLimiterMemory } from "rate-limiter-flexible";
import { spend } from "@/auth/spend";
import { env } from "@/env";
import { BillingError } from "@/lib/errors";

const shared = globalThis as { tallybookRates?: RateLimiterMemory };

/** Counts events against a key's events per second, in this process; refuses beyond them. */
export async function spendRate(key: string, events: number): Promise<void> {
  shared.tallybookRates ??= new RateLimiterMemory({
    points: env.RATE_LIMIT_EVENTS_PER_SECOND,
    duration: 1,
  });
  const asked = { who: key, points: events };
  await spend(shared.tallybookRates, asked, (retryAfterSeconds) => {
    const eventsPerSecond = env.RATE_LIMIT_EVENTS_PER_SECOND;
    const sentence = "This API key sends more events a second than it may.";
    return new BillingError("rate_limited", sentence, { eventsPerSecond, retryAfterSeconds });
  });
}
