import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Tx } from "@/db/client";
import { env } from "@/env";
import { BillingError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { areClosed, insertAuditorLink, type NewAuditorLink } from "./auditor-queries";
import { hashOf, newCode } from "./codes";

/** The longest a link opens; the table says so, too. */
export const mostAuditorDays = 90;

/** Makes a link to closed months. The answer is the only time its address is seen. */
export async function createAuditorLink(
  tx: Tx,
  wish: Omit<NewAuditorLink, "id" | "tokenHash">,
): Promise<{ id: string; url: string; expiresAt: Date }> {
  if (wish.firstMonth > wish.lastMonth || !(await areClosed(tx, wish))) {
    const sentence = "An auditor is shown closed months only, the first one first.";
    throw new BillingError("month_not_closable", sentence, { field: "lastMonth" });
  }
  const token = newCode();
  const id = newId<string>();
  const expiresAt = await insertAuditorLink(tx, { ...wish, id, tokenHash: hashOf(token) });
  return { id, url: new URL(`/auditor/${token}`, env.PUBLIC_URL).href, expiresAt };
}

const shared = globalThis as { tallybookAuditors?: RateLimiterMemory };

/**
 * Counts what is tried from an address, and what a session asks, against a minute's worth; a check of all books counts for
 * ten. Errors: `rate_limited`.
 */
export async function spendAuditorRate(who: string, points = 1): Promise<void> {
  shared.tallybookAuditors ??= new RateLimiterMemory({ points: 60, duration: 60 });
  try {
    await shared.tallybookAuditors.consume(who, points);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw new BillingError("rate_limited", "That is too often. Try again in a minute.", {
      retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
    });
  }
}
