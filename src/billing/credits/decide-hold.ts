import { BillingError } from "@/lib/errors";
import type { HoldId } from "@/lib/ids";
import type { Author, Decision, HeldPart } from "../decision";
import { DecisionDraft } from "../draft";
import { creditAccount, grantAccount } from "../ledger/accounts";
import type { CreditSnapshot } from "../state";
import { availableCredits, burnDown, usableGrants } from "./burn-down";
import { currentSlice } from "./late-usage";
import { assertOverageAllowed } from "./overage";

export type HoldRequest = {
  id: HoldId;
  credits: bigint;
  feature: string | null;
  quantity: bigint | null;
  expiresAt: Date;
};

/**
 * Reserves credits in burn-down order; like a use, it may reach into overage (BOOKS B8).
 *
 * It asks no more of the account than a use does: an account with thousands of open holds opens the next
 * as fast as its first.
 */
export function decideHold(
  snapshot: CreditSnapshot,
  request: HoldRequest,
  author: Author,
): { decision: Decision; available: bigint } {
  const { t, accountId } = snapshot;
  if (request.expiresAt <= t) {
    throw new BillingError("invalid_input", "expiresAt has passed already.", {
      field: "expiresAt",
    });
  }
  const draft = new DecisionDraft(snapshot, author);
  const place = currentSlice(snapshot);
  const { burned, short } = burnDown(usableGrants(draft.grants, t), request.credits);
  if (short > 0n) assertOverageAllowed(draft, place, { needed: request.credits, short });

  const parts: HeldPart[] = [...burned];
  const transaction = draft.transaction("hold", t, "Hold");
  const held = creditAccount(accountId, "held");
  const common = { holdId: request.id, planPeriodId: place?.periodId ?? null };
  for (const { grantId, credits } of burned) {
    draft.transfer(transaction, {
      from: grantAccount(grantId),
      to: held,
      amount: credits,
      ...common,
    });
  }
  if (short > 0n && place) {
    parts.push({ grantId: null, credits: short });
    draft.overageOf(place.periodId, place.sliceIndex).heldCredits += short;
    draft.transfer(transaction, {
      from: creditAccount(accountId, "overage"),
      to: held,
      amount: short,
      ...common,
    });
  }
  draft.decision.holds.push({
    ...request,
    planPeriodId: place?.periodId ?? null,
    sliceIndex: place?.sliceIndex ?? null,
    openedAt: t,
    parts,
  });
  draft.dueNoLaterThan(request.expiresAt);
  draft.tellDepleted(t);
  draft.tellAlerts(t);
  return { decision: draft.decision, available: availableCredits(draft.grants, t) };
}
