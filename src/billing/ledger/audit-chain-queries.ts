import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { GrantId } from "@/lib/ids";
import type { HashedConsumption, HashedTransaction, HashedTransfer } from "./hash";

export type AtVersion<Row> = { accountId: string; version: bigint; row: Row };

export type StoredTransaction = Omit<HashedTransaction, "transfers" | "consumptions"> & {
  previousHash: Buffer;
  hash: Buffer;
};

const rowsAtOnce = 2_000;

/** All ledger transactions by account and version, read through a cursor: memory stays flat. */
export async function* streamTransactions(tx: Tx): AsyncGenerator<StoredTransaction> {
  yield* stream<StoredTransaction>(
    tx,
    "audited_transactions",
    `select account_id as "accountId", account_version as version, kind, occurred_at as "occurredAt",
      booked_at as "bookedAt", recorded_at as "recordedAt", actor, reason, request_id as "requestId",
      previous_hash as "previousHash", hash
    from ledger_transactions order by account_id, account_version`,
  );
}

type StoredTransfer = Omit<HashedTransfer, "reversed"> & {
  accountId: string;
  version: bigint;
  position: number;
  reversedVersion: bigint | null;
  reversedPosition: number | null;
};

export type AuditedTransfer = HashedTransfer & { position: number };

export async function* streamTransfers(tx: Tx): AsyncGenerator<AtVersion<AuditedTransfer>> {
  const rows = stream<StoredTransfer>(
    tx,
    "audited_transfers",
    `select account_id as "accountId", account_version as version, position, from_id as "fromId", to_id as "toId", asset, amount,
      plan_period_id as "planPeriodId", invoice_line_id as "invoiceLineId", grant_id as "grantId", hold_id as "holdId",
      refund_id as "refundId", dispute_id as "disputeId", reversed_version as "reversedVersion", reversed_position as "reversedPosition"
    from transfers order by account_id, account_version, position`,
  );
  for await (const { accountId, version, reversedVersion, reversedPosition, ...row } of rows) {
    const reversed =
      reversedVersion === null && reversedPosition === null
        ? {}
        : { reversed: { version: reversedVersion ?? 0n, position: reversedPosition ?? 0 } };
    yield { accountId, version, row: { ...row, ...reversed } };
  }
}

type StoredConsumption = Omit<HashedConsumption, "burned"> & {
  accountId: string;
  version: bigint;
  recordedAt: Date;
  burnedGrants: GrantId[];
  burnedCredits: bigint[];
};

export type AuditedConsumption = HashedConsumption & { recordedAt: Date };

export async function* streamConsumptions(tx: Tx): AsyncGenerator<AtVersion<AuditedConsumption>> {
  const rows = stream<StoredConsumption>(
    tx,
    "audited_consumptions",
    `select account_id as "accountId", account_version as version, id, idempotency_key as "idempotencyKey",
      request_hash as "requestHash", feature, quantity, credits, burned_grants as "burnedGrants",
      burned_credits as "burnedCredits", overage, available_after as "availableAfter", released,
      occurred_at as "occurredAt", recorded_at as "recordedAt", plan_period_id as "planPeriodId", original_period_id as "originalPeriodId",
      hold_id as "holdId", metadata
    from consumptions order by account_id, account_version`,
  );
  for await (const { accountId, version, burnedGrants, burnedCredits, ...row } of rows) {
    const length = Math.max(burnedGrants.length, burnedCredits.length);
    const burned = Array.from({ length }, (_, index) => ({
      grantId: burnedGrants[index] ?? ("" as GrantId),
      credits: burnedCredits[index] ?? 0n,
    }));
    yield { accountId, version, row: { ...row, burned } };
  }
}

/** Rows of any number, a few thousand in memory at a time. */
export async function* stream<Row>(tx: Tx, cursor: string, select: string): AsyncGenerator<Row> {
  await sql.raw(`declare ${cursor} no scroll cursor for ${select}`).execute(tx);
  for (;;) {
    const { rows } = await sql.raw<Row>(`fetch ${rowsAtOnce} from ${cursor}`).execute(tx);
    yield* rows;
    if (rows.length < rowsAtOnce) break;
  }
  await sql.raw(`close ${cursor}`).execute(tx);
}
