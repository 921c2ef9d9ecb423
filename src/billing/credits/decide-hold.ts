import { BillingError } from "@/lib/errors";
import type { ConsumptionId, HoldId } from "@/lib/ids";
import { dayOf } from "@/lib/time";
import { AccountDraft } from "../account-draft";
import type { Author, ConsumptionDraft, Decision, HeldPart, HoldClosing } from "../decision";
import { creditAccount, grantAccount } from "../ledger/accounts";
import type { HoldState, Snapshot } from "../state";
import { availableCredits, burnDown, isUsable, usableGrants } from "./burn-down";
import type { ConsumePolicy } from "./decide-consume";
import { placeUsage, type SlicePlace } from "./late-usage";
import { overageRefusal } from "./overage";

export type HoldRequest = {
  id: HoldId;
  credits: bigint;
  feature: string | null;
  quantity: bigint | null;
  expiresAt: Date;
};

/** Reserves credits in burn-down order; like a use, it may reach into overage (BOOKS B8). */
export function decideHold(
  snapshot: Snapshot,
  request: HoldRequest,
  author: Author,
): { decision: Decision; available: bigint } {
  const { t, accountId } = snapshot;
  if (request.expiresAt <= t) {
    throw new BillingError("invalid_input", "expiresAt has passed already.", {
      field: "expiresAt",
    });
  }
  const draft = new AccountDraft(snapshot, author);
  const place = currentSlice(snapshot);
  const { burned, short } = burnDown(usableGrants(draft.grants, t), request.credits);
  if (short > 0n) assertOverage(draft, place, request.credits, short);

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
  draft.openHold({
    ...request,
    planPeriodId: place?.periodId ?? null,
    sliceIndex: place?.sliceIndex ?? null,
    openedAt: t,
    parts,
  });
  return { decision: draft.finish(t), available: availableCredits(draft.grants, t) };
}

export type CaptureRequest = {
  holdId: HoldId;
  consumptionId: ConsumptionId;
  idempotencyKey: string;
  requestHash: Buffer;
  credits: bigint;
  quantity: bigint | null;
  occurredAt: Date | null;
};

/**
 * Spends up to all of a hold and gives back the rest, grants before overage (BOOKS B14).
 *
 * It belongs to the period of its `occurredAt` and is paid by the grants it held.
 */
export function decideCapture(
  snapshot: Snapshot,
  request: CaptureRequest,
  policy: Pick<ConsumePolicy, "periodAt">,
  author: Author,
): { decision: Decision; consumption: ConsumptionDraft } {
  const hold = openHold(snapshot, request.holdId);
  if (request.credits > hold.credits) {
    throw new BillingError("insufficient_credits", `Only ${hold.credits} credits are held.`, {
      needed: request.credits,
      available: hold.credits,
    });
  }
  const draft = new AccountDraft(snapshot, author);
  const place = placeUsage(snapshot, draft.grants, request.occurredAt, policy.periodAt);
  const { taken, rest } = split(hold.parts, request.credits);
  const planPeriodId = place.slice?.periodId ?? hold.planPeriodId;
  spend(draft, hold, taken, {
    planPeriodId,
    sliceIndex: place.slice?.sliceIndex ?? hold.sliceIndex,
  });
  const closing = giveBack(draft, hold, rest, snapshot.t, "captured");

  const consumption: ConsumptionDraft = {
    id: request.consumptionId,
    idempotencyKey: request.idempotencyKey,
    requestHash: request.requestHash,
    feature: hold.feature ?? "hold",
    quantity: request.quantity ?? hold.quantity ?? request.credits,
    credits: request.credits,
    burned: taken.flatMap(({ grantId, credits }) => (grantId ? [{ grantId, credits }] : [])),
    overage: sum(taken.filter((part) => part.grantId === null)),
    availableAfter: closing.availableAfter,
    released: closing.released,
    occurredAt: place.occurredAt,
    day: dayOf(place.occurredAt, snapshot.timezone),
    planPeriodId,
    originalPeriodId: place.originalPeriodId,
    holdId: hold.id,
    metadata: null,
  };
  draft.transaction("capture", snapshot.t, "Hold captured").consumptions.push(consumption);
  return { decision: draft.finish(snapshot.t), consumption };
}

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
 * `held → grant` and `held → overage`. Released credits first repay debt; of a grant whose time ended
 * meanwhile they expire at this instant (BOOKS B14).
 */
function giveBack(
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
    if (grantId === null) freeOverage(draft, hold, credits);
    else settleReturned(draft, grantId, credits, at);
  }
  const closing = {
    id: hold.id,
    status,
    closedAt: at,
    released: sum(parts),
    availableAfter: availableCredits(draft.grants, at),
  };
  draft.closeHold(hold, closing);
  return closing;
}

function settleReturned(draft: AccountDraft, grantId: string, credits: bigint, at: Date): void {
  const grant = draft.grant(grantId);
  if (isUsable(grant, at)) {
    draft.repayDebt(grant.id, at);
    return;
  }
  draft.transfer(draft.transaction("expire", at, "Expired while on hold"), {
    from: grantAccount(grant.id),
    to: creditAccount(draft.snapshot.accountId, "expired"),
    amount: credits,
    grantId: grant.id,
    planPeriodId: grant.planPeriodId,
  });
}

function spend(
  draft: AccountDraft,
  hold: HoldState,
  taken: readonly HeldPart[],
  slice: { planPeriodId: HoldState["planPeriodId"]; sliceIndex: number | null },
): void {
  const { accountId, t } = draft.snapshot;
  for (const { grantId, credits } of taken) {
    draft.transfer(draft.transaction("capture", t, "Hold captured"), {
      from: creditAccount(accountId, "held"),
      to: creditAccount(accountId, "consumed"),
      amount: credits,
      holdId: hold.id,
      grantId,
      planPeriodId: slice.planPeriodId,
    });
    if (grantId !== null) continue;
    freeOverage(draft, hold, credits);
    if (slice.planPeriodId === null || slice.sliceIndex === null) continue;
    draft.overageOf(slice.planPeriodId, slice.sliceIndex).credits += credits;
  }
}

function freeOverage(draft: AccountDraft, hold: HoldState, credits: bigint): void {
  if (hold.planPeriodId === null || hold.sliceIndex === null) return;
  draft.overageOf(hold.planPeriodId, hold.sliceIndex).heldCredits -= credits;
}

function split(
  parts: readonly HeldPart[],
  credits: bigint,
): { taken: HeldPart[]; rest: HeldPart[] } {
  const taken: HeldPart[] = [];
  const rest: HeldPart[] = [];
  let left = credits;
  for (const part of parts) {
    const spent = part.credits < left ? part.credits : left;
    if (spent > 0n) taken.push({ grantId: part.grantId, credits: spent });
    if (part.credits > spent) rest.push({ grantId: part.grantId, credits: part.credits - spent });
    left -= spent;
  }
  return { taken, rest };
}

function sum(parts: readonly HeldPart[]): bigint {
  return parts.reduce((total, part) => total + part.credits, 0n);
}

function openHold(snapshot: Snapshot, holdId: HoldId): HoldState {
  const hold = snapshot.holds.find((one) => one.id === holdId);
  if (!hold) throw new BillingError("hold_closed", "This hold was captured or released already.");
  return hold;
}

function currentSlice({ period }: Snapshot): SlicePlace | null {
  return (
    period && {
      periodId: period.id,
      sliceIndex: period.slice.index,
      version: period.version,
      allowanceGranted: period.allowanceGranted,
    }
  );
}

function assertOverage(
  draft: AccountDraft,
  place: SlicePlace | null,
  needed: bigint,
  short: bigint,
): void {
  const reason = overageRefusal(draft, place, short);
  if (reason === null) return;
  const available = needed - short;
  throw new BillingError(
    "insufficient_credits",
    `This needs ${needed} credits and ${available} are available.`,
    { needed, available, reason },
  );
}
