import { type GrantId, type HoldId, newId, type RefundId } from "@/lib/ids";
import { part } from "@/lib/money";
import { addSeconds } from "@/lib/time";
import type { AccountDraft } from "../account-draft";
import { availableCredits } from "../credits/burn-down";
import type { HeldPart } from "../decision";
import { creditAccount, grantAccount } from "../ledger/accounts";
import type { GrantState, HoldState } from "../state";

/** A hold has a limit; this one ends with its refund, however long that takes. */
const centurySeconds = 100 * 366 * 86_400;

/** Credits wait on a hold of ours while money is on its way (BOOKS B12): `grant → held`. */
export function holdForRefund(
  draft: AccountDraft,
  refundId: RefundId,
  parts: readonly { grantId: GrantId; credits: bigint }[],
): void {
  if (parts.length === 0) return;
  const { period, snapshot } = draft;
  const { t: at, accountId } = snapshot;
  const id = newId<HoldId>();
  for (const { grantId, credits } of parts) {
    draft.transfer(draft.transaction("hold", at, "Held while a refund is on its way"), {
      ...{ from: grantAccount(grantId), to: creditAccount(accountId, "held"), amount: credits },
      ...{ holdId: id, refundId, planPeriodId: draft.grant(grantId).planPeriodId },
    });
    draft.grant(grantId).held += credits;
  }
  const held: HoldState = {
    ...{ id, credits: parts.reduce((sum, { credits }) => sum + credits, 0n), parts: [...parts] },
    ...{ feature: null, quantity: null, forQuote: false, forInvoice: null, forRefund: refundId },
    ...{ planPeriodId: period?.id ?? null, sliceIndex: period?.slice.index ?? null },
    ...{ openedAt: at, expiresAt: addSeconds(at, centurySeconds) },
  };
  draft.decision.holds.push(held);
  draft.holds.push(held);
  draft.withheld = true;
}

/** `held → revoked`: the money has left. Answers how many credits of which line were taken. */
export function revokeHeld(draft: AccountDraft, refundId: RefundId): Map<string, bigint> {
  const taken = new Map<string, bigint>();
  const { t: at, accountId } = draft.snapshot;
  for (const hold of holdsOf(draft, refundId)) {
    for (const { grantId, credits } of hold.parts) {
      if (!grantId) continue;
      const grant = draft.grant(grantId);
      grant.held -= credits;
      const lineId = grant.invoiceLineId;
      if (lineId) taken.set(lineId, (taken.get(lineId) ?? 0n) + credits);
      draft.transfer(draft.transaction("revoke", at, "Taken back with a refund"), {
        ...{ from: creditAccount(accountId, "held"), to: creditAccount(accountId, "revoked") },
        ...{ amount: credits, grantId, holdId: hold.id, refundId },
        ...{ planPeriodId: grant.planPeriodId, invoiceLineId: lineId },
      });
    }
    close(draft, hold, 0n);
  }
  return taken;
}

/**
 * No money has left: credits are there again with the time they had left when they were held. A hold of ours stops the
 * clock, so what had an end goes to a child of its grant that ends later, `held → issued.rollover → grant` (BOOKS B13).
 */
export function releaseHeld(draft: AccountDraft, refundId: RefundId): void {
  for (const hold of holdsOf(draft, refundId)) {
    for (const one of hold.parts) giveBackPart(draft, hold, one);
    close(draft, hold, hold.credits);
  }
}

function holdsOf({ holds }: AccountDraft, refundId: RefundId): HoldState[] {
  return holds.filter(({ forRefund }) => forRefund === refundId);
}

function close(draft: AccountDraft, hold: HoldState, released: bigint): void {
  const at = draft.snapshot.t;
  const availableAfter = availableCredits(draft.grants, at);
  draft.closeHold(hold, {
    id: hold.id,
    status: "released",
    closedAt: at,
    released,
    availableAfter,
  });
  draft.withheld = draft.holds.some((one) => one.forQuote || one.forInvoice || one.forRefund);
}

function giveBackPart(draft: AccountDraft, hold: HoldState, { grantId, credits }: HeldPart): void {
  if (!grantId) return;
  const { t: at, accountId } = draft.snapshot;
  const grant = draft.grant(grantId);
  const held = creditAccount(accountId, "held");
  const common = {
    ...{ amount: credits, holdId: hold.id, refundId: hold.forRefund },
    ...{ planPeriodId: grant.planPeriodId, invoiceLineId: grant.invoiceLineId },
  };
  const transaction = draft.transaction("release", at, "The refund did not come about");
  const heldFor = at.getTime() - hold.openedAt.getTime();
  if (grant.expiresAt === null || heldFor <= 0) {
    grant.held -= credits;
    draft.transfer(transaction, { from: held, to: grantAccount(grantId), grantId, ...common });
    return;
  }
  const expiresAt = new Date(grant.expiresAt.getTime() + heldFor);
  const childId = issueChild(draft, grant, { credits, expiresAt });
  grant.held -= credits;
  const through = creditAccount(accountId, "issued.rollover");
  draft.transfer(transaction, { from: held, to: through, grantId, ...common });
  draft.transfer(transaction, {
    ...{ from: through, to: grantAccount(childId), ...common, grantId: childId },
  });
}

function issueChild(
  draft: AccountDraft,
  parent: GrantState,
  { credits, expiresAt }: { credits: bigint; expiresAt: Date },
): GrantId {
  const id = newId<GrantId>();
  const at = draft.snapshot.t;
  const { paidMinor, paidCurrency, amount, priority, planPeriodId, sliceIndex } = parent;
  const minor = part(paidMinor, credits, amount);
  draft.issue(
    {
      ...{ id, category: "rollover", priority, amount: credits, effectiveAt: at, expiresAt },
      paid: minor > 0n && paidCurrency ? { minor, currency: paidCurrency } : null,
      ...{ planPeriodId, sliceIndex, invoiceLineId: parent.invoiceLineId },
      ...{ parentGrantId: parent.id, reason: "Back from a refund that did not come about" },
      issuedAt: at,
    },
    at,
  );
  return id;
}
