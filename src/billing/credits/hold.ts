import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId, ConsumptionId, HoldId, PlanPeriodId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import { commit } from "../commit";
import type { Author } from "../decision";
import { keyReused, operateOnCredits, type Replayable, type Request, upToDate } from "../operate";
import { listPeriodsSince } from "../plans/queries";
import { lockAccounts } from "../snapshot";
import { listConsumptionsByKey } from "./consumption-queries";
import { type CaptureRequest, decideCapture } from "./decide-capture";
import { decideHold, type HoldRequest } from "./decide-hold";
import { decideRelease } from "./end-hold";
import { findHold } from "./queries";

/** Reserves credits once per key. */
export async function holdCredits(
  tx: Tx,
  request: Request & { hold: HoldRequest },
): Promise<Replayable<{ holdId: HoldId; credits: bigint; expiresAt: Date; available: bigint }>> {
  return await operateOnCredits(tx, request, (snapshot, catalog) => {
    const { feature } = request.hold;
    if (feature !== null && !catalog.rates.has(feature)) throw unknownFeature(feature);
    const { decision, available } = decideHold(snapshot, request.hold, request.author);
    const { id, credits, expiresAt } = request.hold;
    return { decision, answer: { holdId: id, credits, expiresAt, available } };
  });
}

export type Captured = {
  consumptionId: ConsumptionId;
  credits: bigint;
  released: bigint;
  available: bigint;
};

/** Spends a hold once per key; the consumption it makes is its own idempotency record. */
export async function captureHold(
  tx: Tx,
  { accountId, author, capture }: { accountId: AccountId; author: Author; capture: CaptureRequest },
): Promise<Replayable<Captured>> {
  const locked = await lockAccounts(tx, [accountId]);
  const earlier = await findCapture(tx, accountId, capture);
  if (earlier) return { ...earlier, replayed: true };

  const { snapshot } = await upToDate(tx, locked);
  await assertOpen(tx, accountId, capture.holdId);
  const periods = await listPeriodsSince(tx, [accountId], addSeconds(snapshot.t, -36 * 86_400));
  const periodAt = (at: Date): PlanPeriodId | null =>
    periods.find((one) => one.starts_at <= at && at < one.ends_at)?.id ?? null;
  const { decision, consumption } = decideCapture(snapshot, capture, { periodAt }, author);
  await commit(tx, [decision]);
  return {
    consumptionId: consumption.id,
    credits: consumption.credits,
    released: consumption.released ?? 0n,
    available: consumption.availableAfter,
    replayed: false,
  };
}

async function findCapture(
  tx: Tx,
  accountId: AccountId,
  { idempotencyKey, requestHash }: CaptureRequest,
): Promise<Captured | undefined> {
  const [earlier] = await listConsumptionsByKey(tx, [{ accountId, key: idempotencyKey }]);
  if (!earlier) return undefined;
  if (!earlier.requestHash.equals(requestHash)) throw keyReused(idempotencyKey);
  return {
    consumptionId: earlier.id,
    credits: earlier.credits,
    released: earlier.released ?? 0n,
    available: earlier.availableAfter,
  };
}

/** Gives a hold back. It is its own key: a second release gives the first answer. */
export async function releaseHold(
  tx: Tx,
  { accountId, author, holdId }: { accountId: AccountId; author: Author; holdId: HoldId },
): Promise<{ released: bigint; available: bigint }> {
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const hold = await findHold(tx, accountId, holdId);
  if (hold?.status === "released") {
    return { released: hold.released ?? 0n, available: hold.available_after ?? 0n };
  }
  await assertOpen(tx, accountId, holdId);
  const { decision, closing } = decideRelease(snapshot, holdId, author);
  await commit(tx, [decision]);
  return { released: closing.released, available: closing.availableAfter };
}

async function assertOpen(tx: Tx, accountId: AccountId, holdId: HoldId): Promise<void> {
  const hold = await findHold(tx, accountId, holdId);
  if (!hold) throw new BillingError("not_found", "There is no such hold.", { field: "holdId" });
  if (hold.status === "open") return;
  if (hold.status === "expired") {
    throw new BillingError(
      "hold_expired",
      "The hold ran out of time; its credits were given back.",
      {
        expiresAt: hold.expires_at,
      },
    );
  }
  throw new BillingError("hold_closed", `The hold was ${hold.status} already.`, {
    status: hold.status,
  });
}

function unknownFeature(feature: string): BillingError {
  return new BillingError("unknown_feature", `There is no feature "${feature}" in the catalogue.`, {
    feature,
  });
}
