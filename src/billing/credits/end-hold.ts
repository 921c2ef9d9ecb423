import { assert, BillingError } from "@/lib/errors";
import type { HoldId } from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import type { Author, Decision, HeldPart, HoldClosing } from "../decision";
import { creditAccount, grantAccount } from "../ledger/accounts";
import type { HoldState, OverageState, Snapshot } from "../state";
import { availableCredits, isUsable } from "./burn-down";
import { expireNow } from "./expiry";

/** Gives back all of a hold. */
export function decideRelease(
  snapshot: Snapshot,
  holdId: HoldId,
  author: Author,
): { decision: Decision; closing: HoldClosing } {
  const hold = openHold(snapshot, holdId);
  const draft = new AccountDraft(snapshot, author);
  const closing = giveBack(draft, hold, hold.parts, snapshot.t, "released");
  return { decision: draft.finish(snapshot.t), closing };
}

/** The time limit of a hold has come: as a release, at that instant. Part of a catch-up decision. */
export function expireHold(draft: AccountDraft, hold: HoldState): void {
  giveBack(draft, hold, hold.parts, hold.expiresAt, "expired");
}

/**
 * `held → grant` and `held → overage`. What was kept by us is as if it had never been held; credits of a
 * customer's hold first repay debt. Of a grant whose time ended meanwhile they expire at this instant (BOOKS B14).
 */
export function giveBack(
  draft: AccountDraft,
  hold: HoldState,
  parts: readonly HeldPart[],
  at: Date,
  status: HoldClosing["status"],
): HoldClosing {
  const { accountId } = draft.snapshot;
  const held = creditAccount(accountId, "held");
  const common = { holdId: hold.id, planPeriodId: hold.planPeriodId };
  for (const part of hold.parts) if (part.grantId) draft.grant(part.grantId).held -= part.credits;
  for (const { grantId, credits } of parts) {
    const to = grantId ? grantAccount(grantId) : creditAccount(accountId, "overage");
    const transaction = draft.transaction("release", at, `Hold ${status}`);
    draft.transfer(transaction, { from: held, to, amount: credits, ...common });
    if (grantId === null) freeOverage(draft, credits);
    else if (!hold.forQuote) settleReturned(draft, { hold, grantId, credits, at });
  }
  const closing = {
    id: hold.id,
    status,
    closedAt: at,
    released: sumOfParts(parts),
    availableAfter: availableCredits(draft.grants, at),
  };
  draft.closeHold(hold, closing);
  return closing;
}

function settleReturned(
  draft: AccountDraft,
  { hold, grantId, credits, at }: { hold: HoldState; grantId: string; credits: bigint; at: Date },
): void {
  const grant = draft.grant(grantId);
  if (isUsable(grant, at)) {
    if (!hold.forInvoice) draft.repayDebt(grant.id, at);
    return;
  }
  expireNow(draft, grant, { credits, at, reason: "Expired while on hold" });
}

/** Gives overage that was held back to the cap; it stands on the row of the slice it was carried to. */
export function freeOverage(draft: AccountDraft, credits: bigint): void {
  const { planPeriodId, sliceIndex } = heldOverage(draft, credits);
  draft.overageOf(planPeriodId, sliceIndex).heldCredits -= credits;
}

export function heldOverage(draft: AccountDraft, credits: bigint): OverageState {
  const row = draft.overage.find((one) => one.heldCredits >= credits);
  assert(row, "held overage is counted on a slice");
  return row;
}

export function sumOfParts(parts: readonly HeldPart[]): bigint {
  return parts.reduce((total, part) => total + part.credits, 0n);
}

export function openHold(snapshot: Snapshot, holdId: HoldId): HoldState {
  // What we keep back ourselves is nobody's to release.
  const hold = snapshot.holds.find(
    (one) => one.id === holdId && !one.forInvoice && !one.forRefund && !one.forDispute,
  );
  if (!hold) throw new BillingError("hold_closed", "This hold was captured or released already.");
  return hold;
}
