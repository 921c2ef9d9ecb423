import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, GrantId, HoldId } from "@/lib/ids";
import type { HashedConsumption, HashedTransaction, HashedTransfer } from "../ledger/hash";
import { creditFigures, type LedgerRow } from "./ledger-page-queries";

export type StoredEntry = LedgerRow &
  Pick<HashedTransaction, "bookedAt" | "recordedAt" | "actor" | "requestId"> & {
    /** Whether it moved credits at all; if not it is of the money side only. */
    isCredit: boolean;
    previousHash: Buffer;
    hash: Buffer;
    /** As the entry before it has it. */
    hashBefore: Buffer | null;
  };

export async function findEntry(
  tx: Tx,
  accountId: AccountId,
  version: bigint,
): Promise<StoredEntry | undefined> {
  const { rows } = await sql<StoredEntry>`
    select x.account_version as "version", x.kind, x.occurred_at as "at", x.booked_at as "bookedAt",
      x.recorded_at as "recordedAt", x.actor, x.reason, x.request_id as "requestId",
      x.previous_hash as "previousHash", x.hash,
      (select p.hash from ledger_transactions p where p.account_id = ${accountId}
        and p.account_version = ${version}::bigint - 1) as "hashBefore",
      m.change, m.overage, m.carried, m.source, coalesce(m.grant_ids, '{}') as "grantIds",
      m.invoice_line_id as "invoiceLineId", m.hold_id as "holdId",
      coalesce(m.touched or m.overage > 0, false) as "isCredit"
    from ledger_transactions x
    cross join lateral (${creditFigures()}) m
    where x.account_id = ${accountId} and x.account_version = ${version}`.execute(tx);
  return rows[0];
}

export type EntryTransfer = HashedTransfer & { fromKind: string; toKind: string };

type StoredTransfer = Omit<EntryTransfer, "reversed"> & {
  reversedVersion: bigint | null;
  reversedPosition: number | null;
};

/** Transfers of one ledger transaction, in their order, with what they move between. */
export async function listTransfers(
  tx: Tx,
  accountId: AccountId,
  version: bigint,
): Promise<EntryTransfer[]> {
  const { rows } = await sql<StoredTransfer>`
    select t.from_id as "fromId", t.to_id as "toId", t.asset, t.amount, f.kind as "fromKind",
      l.kind as "toKind", t.plan_period_id as "planPeriodId", t.invoice_line_id as "invoiceLineId",
      t.grant_id as "grantId", t.hold_id as "holdId", t.reversed_version as "reversedVersion",
      t.reversed_position as "reversedPosition"
    from transfers t
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts l on l.account_id = t.account_id and l.id = t.to_id
    where t.account_id = ${accountId} and t.account_version = ${version}
    order by t.position`.execute(tx);
  return rows.map(({ reversedVersion, reversedPosition, ...row }) =>
    reversedVersion === null || reversedPosition === null
      ? row
      : { ...row, reversed: { version: reversedVersion, position: reversedPosition } },
  );
}

type StoredConsumption = Omit<HashedConsumption, "burned"> & {
  burnedGrants: GrantId[];
  burnedCredits: bigint[];
};

/** Uses booked with a ledger transaction that happened between two instants; their index is by time. */
export async function listUsesOf(
  tx: Tx,
  { accountId, version, from, to }: { accountId: AccountId; version: bigint; from: Date; to: Date },
): Promise<HashedConsumption[]> {
  const { rows } = await sql<StoredConsumption>`
    select id, idempotency_key as "idempotencyKey", request_hash as "requestHash", feature, quantity,
      credits, burned_grants as "burnedGrants", burned_credits as "burnedCredits", overage,
      available_after as "availableAfter", released, occurred_at as "occurredAt",
      plan_period_id as "planPeriodId", original_period_id as "originalPeriodId", hold_id as "holdId",
      metadata
    from consumptions
    where account_id = ${accountId} and account_version = ${version}
      and occurred_at >= ${from} and occurred_at <= ${to}
    order by occurred_at, id`.execute(tx);
  return rows.map(({ burnedGrants, burnedCredits, ...row }) => ({
    ...row,
    burned: burnedGrants.map((grantId, index) => ({
      grantId,
      credits: burnedCredits[index] ?? 0n,
    })),
  }));
}

/** A hold as its entries name it. */
export async function findEntryHold(tx: Tx, accountId: AccountId, holdId: HoldId) {
  return await tx
    .selectFrom("holds")
    .select(["credits", "released", "status", "opened_at as openedAt", "expires_at as expiresAt"])
    .select("closed_at as closedAt")
    .where("account_id", "=", accountId)
    .where("id", "=", holdId)
    .executeTakeFirst();
}
