import { BillingError } from "@/lib/errors";
import type { GrantId } from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import type { Author, Decision, TransferDraft } from "../decision";
import { creditAccount, type GrantCategory, grantAccount } from "../ledger/accounts";
import { breakCredits, recognizeTo } from "../recognition";
import type { Snapshot } from "../state";
import { availableCredits, inBurnDownOrder, isUsable } from "./burn-down";

export type GrantRequest = {
  id: GrantId;
  credits: bigint;
  category: Exclude<GrantCategory, "allowance" | "rollover">;
  priority: number;
  effectiveAt: Date | null;
  expiresAt: Date | null;
  reason: string;
};

/** Gives credits outside a plan: not revenue, no paid value. Debt takes of them first (BOOKS B14). */
export function decideGrant(
  snapshot: Snapshot,
  request: GrantRequest,
  author: Author,
): { decision: Decision; balance: bigint } {
  const { t } = snapshot;
  const effectiveAt = request.effectiveAt ?? t;
  if (request.expiresAt !== null && (request.expiresAt <= t || request.expiresAt <= effectiveAt)) {
    throw new BillingError("invalid_input", "expiresAt must lie ahead and after effectiveAt.", {
      field: "expiresAt",
    });
  }
  const draft = new AccountDraft(snapshot, author);
  draft.issue(
    {
      id: request.id,
      category: request.category,
      priority: request.priority,
      amount: request.credits,
      effectiveAt,
      expiresAt: request.expiresAt,
      paid: null,
      planPeriodId: null,
      sliceIndex: null,
      invoiceLineId: null,
      parentGrantId: null,
      reason: request.reason,
      issuedAt: t,
    },
    t,
  );
  const held = draft.holds.reduce((sum, hold) => sum + hold.credits, 0n);
  return { decision: draft.finish(t), balance: availableCredits(draft.grants, t) + held };
}

export type RevokeRequest = { grantId: GrantId; credits: bigint | null; reason: string };

/** Takes back what is left of a grant, or part of it; never more than is left, never what is held. */
export function decideRevoke(
  snapshot: Snapshot,
  request: RevokeRequest,
  author: Author,
): { decision: Decision; revoked: bigint; available: bigint } {
  const { t, accountId } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  const grant = draft.grants.find((one) => one.id === request.grantId);
  const expired = grant?.expiresAt && grant.expiresAt <= t;
  const left = grant && !expired ? grant.remaining : 0n;
  const revoked = request.credits ?? left;
  if (revoked > left) {
    throw new BillingError("insufficient_credits", `Only ${left} credits are left on this grant.`, {
      needed: revoked,
      available: left,
    });
  }
  if (grant && revoked > 0n) {
    recognizeTo(draft, t);
    breakCredits(draft, { grant, credits: revoked, at: t });
    draft.transfer(draft.transaction("revoke", t, request.reason), {
      from: grantAccount(grant.id),
      to: creditAccount(accountId, "revoked"),
      amount: revoked,
      grantId: grant.id,
      planPeriodId: grant.planPeriodId,
      invoiceLineId: grant.invoiceLineId,
    });
  }
  return { decision: draft.finish(t), revoked, available: availableCredits(draft.grants, t) };
}

/**
 * Credits taken back that were spent already: `debt → revoked`, repaid at once from grants without paid
 * value, then by the next grant of any kind (BOOKS B14). Part of the decision that takes them back.
 */
export function oweCredits(
  draft: AccountDraft,
  credits: bigint,
  reason: string,
  refers: Pick<TransferDraft, "refundId" | "disputeId" | "invoiceLineId"> = {},
): void {
  if (credits === 0n) return;
  const { t, accountId } = draft.snapshot;
  draft.transfer(draft.transaction("debt", t, reason), {
    from: creditAccount(accountId, "debt"),
    to: creditAccount(accountId, "revoked"),
    amount: credits,
    ...refers,
  });
  const free = draft.grants.filter((grant) => grant.paidMinor === 0n && isUsable(grant, t));
  for (const grant of inBurnDownOrder(free)) draft.repayDebt(grant.id, t);
}
