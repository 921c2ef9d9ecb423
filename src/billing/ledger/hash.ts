import { hash as digest } from "node:crypto";
import type { ConsumptionDraft, LedgerTransactionKind, TransferDraft } from "../decision";

/** What the chain covers of a ledger transaction: its row, its transfers and its consumptions. */
export type HashedTransaction = {
  accountId: string;
  version: bigint;
  kind: LedgerTransactionKind | string;
  occurredAt: Date;
  bookedAt: Date;
  recordedAt: Date;
  actor: string;
  reason: string;
  requestId: string;
  transfers: readonly HashedTransfer[];
  consumptions: readonly HashedConsumption[];
};

export type HashedTransfer = Omit<TransferDraft, "from" | "to"> & {
  fromId: string;
  toId: string;
  asset: string;
};

export type HashedConsumption = Omit<ConsumptionDraft, "day">;

/** The hash an account's first ledger transaction follows. */
export const genesisHash = Buffer.alloc(32);

/**
 * SHA-256 over the hash before it and everything the transaction says, so that a row altered, left out
 * or moved shows at the first one after it.
 */
export function hashTransaction(previous: Buffer, one: HashedTransaction): Buffer {
  const parts = [
    previous.toString("hex"),
    one.accountId,
    one.version.toString(),
    one.kind,
    one.occurredAt.toISOString(),
    one.bookedAt.toISOString(),
    one.recordedAt.toISOString(),
    one.actor,
    one.reason,
    one.requestId,
    one.transfers.map(transferParts),
    // By id, whatever order they were written or read in.
    [...one.consumptions].sort((a, b) => (a.id < b.id ? -1 : 1)).map(consumptionParts),
  ];
  return digest("sha256", JSON.stringify(parts), "buffer");
}

function transferParts(one: HashedTransfer): unknown[] {
  return [
    one.fromId,
    one.toId,
    one.asset,
    one.amount.toString(),
    one.planPeriodId ?? null,
    one.invoiceLineId ?? null,
    one.grantId ?? null,
    one.holdId ?? null,
    one.reversed ? [one.reversed.version.toString(), one.reversed.position] : null,
    // Younger than the chain: what has none is hashed as it always was.
    ...(one.refundId ? [one.refundId] : []),
    ...(one.disputeId ? ["dispute", one.disputeId] : []),
  ];
}

function consumptionParts(one: HashedConsumption): unknown[] {
  return [
    one.id,
    one.idempotencyKey,
    one.requestHash.toString("hex"),
    one.feature,
    one.quantity.toString(),
    one.credits.toString(),
    one.burned.map(({ grantId, credits }) => [grantId, credits.toString()]),
    one.overage.toString(),
    one.availableAfter.toString(),
    one.released?.toString() ?? null,
    one.occurredAt.toISOString(),
    one.planPeriodId,
    one.originalPeriodId,
    one.holdId,
    one.metadata === null ? null : inKeyOrder(one.metadata),
  ];
}

/** jsonb keeps its own order of keys; the hash must not depend on it. */
function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (value === null || typeof value !== "object") return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => [key, inKeyOrder(one)]);
}
