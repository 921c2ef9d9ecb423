import { BillingError } from "@/lib/errors";
import type { ConsumptionId, HoldId } from "@/lib/ids";
import { dayOf } from "@/lib/time";
import { AccountDraft } from "../account-draft";
import type { Author, ConsumptionDraft, Decision, HeldPart } from "../decision";
import { creditAccount } from "../ledger/accounts";
import type { HoldState, Snapshot } from "../state";
import type { ConsumePolicy } from "./decide-consume";
import { freeOverage, giveBack, heldOverage, openHold, sumOfParts } from "./end-hold";
import { placeUsage, type UsagePlace } from "./late-usage";

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
  const { planPeriodId, sliceIndex } = sliceOf(draft, hold, place, overageIn(taken));
  spend(draft, hold, taken, { planPeriodId, sliceIndex });
  const closing = giveBack(draft, hold, rest, snapshot.t, "captured");

  const consumption: ConsumptionDraft = {
    id: request.consumptionId,
    idempotencyKey: request.idempotencyKey,
    requestHash: request.requestHash,
    feature: hold.feature ?? "hold",
    quantity: request.quantity ?? hold.quantity ?? request.credits,
    credits: request.credits,
    burned: taken.flatMap(({ grantId, credits }) => (grantId ? [{ grantId, credits }] : [])),
    overage: overageIn(taken),
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

/** Where it counts; what was held beyond the grants stays with its price where the plan of now bills none. */
function sliceOf(
  draft: AccountDraft,
  hold: HoldState,
  { slice }: UsagePlace,
  overage: bigint,
): Pick<HoldState, "planPeriodId" | "sliceIndex"> {
  if (overage > 0n && slice?.version.overage.policy !== "bill") {
    const { planPeriodId, sliceIndex } = heldOverage(draft, overage);
    return { planPeriodId, sliceIndex };
  }
  return slice
    ? { planPeriodId: slice.periodId, sliceIndex: slice.sliceIndex }
    : { planPeriodId: hold.planPeriodId, sliceIndex: hold.sliceIndex };
}

function overageIn(parts: readonly HeldPart[]): bigint {
  return sumOfParts(parts.filter((part) => part.grantId === null));
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
    freeOverage(draft, credits);
    if (slice.planPeriodId === null || slice.sliceIndex === null) continue;
    draft.overageOf(slice.planPeriodId, slice.sliceIndex).credits += credits;
  }
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
