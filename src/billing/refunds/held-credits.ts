import {
  type DisputeId,
  type GrantId,
  type HoldId,
  type InvoiceLineId,
  newId,
  type RefundId,
} from "@/lib/ids";
import { part } from "@/lib/money";
import { addSeconds } from "@/lib/time";
import type { AccountDraft } from "../account-draft";
import { availableCredits } from "../credits/burn-down";
import { addOwnHold, centurySeconds } from "../credits/own-hold";
import type { HeldPart } from "../decision";
import { creditAccount, grantAccount } from "../ledger/accounts";
import type { GrantState, HoldState } from "../state";
import type { PlannedLine } from "./plan-refund";

/** What of ours keeps credits back: a refund whose money is on its way, or a dispute. */
export type Keeper = { refundId: RefundId } | { disputeId: DisputeId };

type Kept = Pick<PlannedLine, "parts"> & { settled: Pick<PlannedLine["settled"], "short"> };

/**
 * Credits wait on a hold of ours until it is known what becomes of the money (BOOKS B12, B13): `grant → held`. Where all
 * were spent the hold is of nothing, and says that nothing is used beyond the grants meanwhile (BOOKS B4).
 */
export function keepCredits(draft: AccountDraft, keeper: Keeper, lines: readonly Kept[]): void {
  const parts = lines.flatMap((line) => line.parts);
  if (parts.length === 0 && lines.every(({ settled }) => settled.short === 0n)) return;
  const { t: at, accountId } = draft.snapshot;
  const id = newId<HoldId>();
  const why =
    "refundId" in keeper
      ? "Held while a refund is on its way"
      : "Held while its payment is disputed";
  for (const { grantId, credits } of parts) {
    draft.transfer(draft.transaction("hold", at, why), {
      ...{ from: grantAccount(grantId), to: creditAccount(accountId, "held"), amount: credits },
      ...{ holdId: id, planPeriodId: draft.grant(grantId).planPeriodId, ...keeper },
    });
    draft.grant(grantId).held += credits;
  }
  const expiresAt = addSeconds(at, centurySeconds);
  addOwnHold(draft, { id, parts, openedAt: at, expiresAt, ...keptFor(keeper) });
  draft.withheld = true;
}

/** Credits a keeper has on hold, by the line that gave them. */
export function keptByLine(draft: AccountDraft, keeper: Keeper): Map<InvoiceLineId, bigint> {
  const kept = new Map<InvoiceLineId, bigint>();
  for (const { parts } of holdsOf(draft, keeper)) {
    for (const { grantId, credits } of parts) {
      const lineId = grantId && draft.grant(grantId).invoiceLineId;
      if (lineId) kept.set(lineId, (kept.get(lineId) ?? 0n) + credits);
    }
  }
  return kept;
}

/** `held → revoked`: the money has left. Answers how many credits of which line were taken. */
export function revokeKept(draft: AccountDraft, keeper: Keeper): Map<InvoiceLineId, bigint> {
  const all = keptByLine(draft, keeper);
  takeKept(draft, keeper, all);
  return all;
}

/**
 * No money has left: credits are there again with the time they had left when they were held. A hold of ours stops the
 * clock, so what had an end goes to a child of its grant that ends later, `held → issued.rollover → grant` (BOOKS B13).
 */
export function releaseKept(draft: AccountDraft, keeper: Keeper): void {
  takeKept(draft, keeper, new Map());
}

/** Ends a keeper's holds: so many credits of each line are taken back, and the rest is there again. */
export function takeKept(
  draft: AccountDraft,
  keeper: Keeper,
  taken: ReadonlyMap<InvoiceLineId, bigint>,
): void {
  const left = new Map(taken);
  for (const hold of holdsOf(draft, keeper)) {
    let released = 0n;
    for (const { grantId, credits } of hold.parts) {
      if (!grantId) continue;
      const lineId = draft.grant(grantId).invoiceLineId;
      const wanted = (lineId && left.get(lineId)) ?? 0n;
      const revoked = wanted < credits ? wanted : credits;
      if (lineId) left.set(lineId, wanted - revoked);
      revokePart(draft, hold, { grantId, credits: revoked });
      giveBackPart(draft, hold, { grantId, credits: credits - revoked });
      released += credits - revoked;
    }
    close(draft, hold, released);
  }
}

function keptFor(keeper: Keeper): Pick<HoldState, "forRefund" | "forDispute"> {
  if ("refundId" in keeper) return { forRefund: keeper.refundId, forDispute: null };
  return { forRefund: null, forDispute: keeper.disputeId };
}

function holdsOf({ holds }: AccountDraft, keeper: Keeper): HoldState[] {
  const { forRefund, forDispute } = keptFor(keeper);
  return holds.filter((one) => one.forRefund === forRefund && one.forDispute === forDispute);
}

function keeperOf({ forRefund, forDispute }: HoldState) {
  return { refundId: forRefund, disputeId: forDispute };
}

function revokePart(
  draft: AccountDraft,
  hold: HoldState,
  { grantId, credits }: { grantId: GrantId; credits: bigint },
): void {
  const { t: at, accountId } = draft.snapshot;
  const grant = draft.grant(grantId);
  grant.held -= credits;
  const why = hold.forRefund ? "Taken back with a refund" : "Taken back with a lost dispute";
  draft.transfer(draft.transaction("revoke", at, why), {
    ...{ from: creditAccount(accountId, "held"), to: creditAccount(accountId, "revoked") },
    ...{ amount: credits, grantId, holdId: hold.id, ...keeperOf(hold) },
    ...{ planPeriodId: grant.planPeriodId, invoiceLineId: grant.invoiceLineId },
  });
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
  draft.withheld = draft.holds.some(
    (one) => one.forQuote || one.forInvoice || one.forRefund || one.forDispute,
  );
}

function giveBackPart(draft: AccountDraft, hold: HoldState, { grantId, credits }: HeldPart): void {
  if (!grantId || credits === 0n) return;
  const { t: at, accountId } = draft.snapshot;
  const grant = draft.grant(grantId);
  const held = creditAccount(accountId, "held");
  const common = {
    ...{ amount: credits, holdId: hold.id, ...keeperOf(hold) },
    ...{ planPeriodId: grant.planPeriodId, invoiceLineId: grant.invoiceLineId },
  };
  const why = hold.forRefund ? "The refund did not come about" : "The dispute took nothing";
  const transaction = draft.transaction("release", at, why);
  const heldFor = at.getTime() - hold.openedAt.getTime();
  if (grant.expiresAt === null || heldFor <= 0) {
    grant.held -= credits;
    draft.transfer(transaction, { from: held, to: grantAccount(grantId), grantId, ...common });
    return;
  }
  const expiresAt = new Date(grant.expiresAt.getTime() + heldFor);
  const reason = hold.forRefund
    ? "Back from a refund that did not come about"
    : "Back from a dispute";
  const childId = issueChild(draft, grant, { credits, expiresAt, reason });
  grant.held -= credits;
  const through = creditAccount(accountId, "issued.rollover");
  draft.transfer(transaction, { from: held, to: through, grantId, ...common });
  draft.transfer(transaction, {
    ...{ from: through, to: grantAccount(childId), ...common, grantId: childId },
  });
}

/** A child of a grant, as worth and as early to be spent as that was; its caller fills it. */
export function issueChild(
  draft: AccountDraft,
  parent: Omit<GrantState, "remaining" | "held">,
  { credits, expiresAt, reason }: { credits: bigint; expiresAt: Date | null; reason: string },
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
      ...{ parentGrantId: parent.id, reason },
      issuedAt: at,
    },
    at,
  );
  return id;
}
