import type { Burn } from "../decision";
import type { GrantState } from "../state";

type Rank = Pick<GrantState, "id" | "priority" | "effectiveAt" | "expiresAt" | "paidMinor">;

/**
 * The one order in which grants pay, everywhere (DESIGN §4): priority, soonest expiry (never last),
 * unpaid before paid, earliest effective, id.
 */
export function inBurnDownOrder<G extends Rank>(grants: readonly G[]): G[] {
  return [...grants].sort(compareForBurnDown);
}

export function compareForBurnDown(a: Rank, b: Rank): number {
  return (
    a.priority - b.priority ||
    compareExpiry(a.expiresAt, b.expiresAt) ||
    Number(a.paidMinor > 0n) - Number(b.paidMinor > 0n) ||
    a.effectiveAt.getTime() - b.effectiveAt.getTime() ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}

function compareExpiry(a: Date | null, b: Date | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a.getTime() - b.getTime();
}

/** Half-open: usable while `effectiveAt <= at && at < expiresAt`. */
export function isUsable(grant: Pick<GrantState, "effectiveAt" | "expiresAt">, at: Date): boolean {
  return grant.effectiveAt <= at && (grant.expiresAt === null || at < grant.expiresAt);
}

/** The grants that may pay at an instant, in the order they pay. */
export function usableGrants(grants: readonly GrantState[], at: Date): GrantState[] {
  return inBurnDownOrder(grants.filter((grant) => grant.remaining > 0n && isUsable(grant, at)));
}

export function availableCredits(grants: readonly GrantState[], at: Date): bigint {
  let sum = 0n;
  for (const grant of grants) if (isUsable(grant, at)) sum += grant.remaining;
  return sum;
}

/** Which of the ordered grants pay for some credits, and what they could not pay. Changes nothing. */
export function burnDown(
  ordered: readonly Pick<GrantState, "id" | "remaining">[],
  credits: bigint,
): { burned: Burn[]; short: bigint } {
  const burned: Burn[] = [];
  let short = credits;
  for (const grant of ordered) {
    if (short === 0n) break;
    const paid = grant.remaining < short ? grant.remaining : short;
    if (paid === 0n) continue;
    burned.push({ grantId: grant.id, credits: paid });
    short -= paid;
  }
  return { burned, short };
}
