import { maxDate } from "@/lib/time";
import type { AccountDraft } from "../account-draft";
import { creditAccount, grantAccount } from "../ledger/accounts";
import { breakCredits, recognizeTo } from "../recognition";
import type { GrantState } from "../state";

/** Ends credits that are there, whatever time they had left: breakage of what was paid for them (B3). */
export function expireNow(
  draft: AccountDraft,
  grant: GrantState,
  { credits, at, reason }: { credits: bigint; at: Date; reason: string },
): void {
  if (credits === 0n) return;
  recognizeTo(draft, at);
  breakCredits(draft, { grant, credits, at });
  draft.transfer(draft.transaction("expire", at, reason), {
    from: grantAccount(grant.id),
    to: creditAccount(draft.snapshot.accountId, "expired"),
    amount: credits,
    grantId: grant.id,
    planPeriodId: grant.planPeriodId,
  });
}

/**
 * Posts what ended with a grant's time, as of the instant it ended: readers have not seen it since.
 *
 * `now` is the instant of the decision: what they were paid is breakage from there on (B3).
 * What is on hold stays there; released later, it expires at that instant (BOOKS B14).
 */
export function expireGrant(draft: AccountDraft, grant: GrantState, now: Date): void {
  if (grant.expiresAt === null) return;
  // A late start may date the issue after the end of what it issues.
  const at = maxDate(grant.expiresAt, grant.issuedAt);
  if (grant.remaining > 0n) {
    recognizeTo(draft, now);
    breakCredits(draft, { grant, credits: grant.remaining, at: now });
  }
  draft.transfer(draft.transaction("expire", at, "Expired"), {
    from: grantAccount(grant.id),
    to: creditAccount(draft.snapshot.accountId, "expired"),
    amount: grant.remaining,
    grantId: grant.id,
    planPeriodId: grant.planPeriodId,
  });
}
