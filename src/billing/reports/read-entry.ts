import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import { genesisHash, type HashedConsumption, hashTransaction } from "../ledger/hash";
import {
  type EntryTransfer,
  findEntry,
  findEntryHold,
  listTransfers,
  listUsesOf,
  type StoredEntry,
} from "./entry-queries";
import { getOnGrants } from "./ledger-balance-queries";
import { getReach, listNamed } from "./ledger-page-queries";
import { balancesAfter } from "./ledger-pages";
import { getNow } from "./queries";

// More are of a batch, and are told by their number and sum; the usage page lists them all.
const usesShown = 20;

/**
 * One entry of the ledger with everything behind it: the transfers it made, the uses or the hold they
 * stand for, and whether its hash still follows from what it says and from the entry before.
 */
export async function readEntry(tx: Tx, accountId: AccountId, version: bigint) {
  const entry = await findEntry(tx, accountId, version);
  if (!entry) throw new BillingError("not_found", "There is no such entry.");
  const transfers = await listTransfers(tx, accountId, version);
  const { uses, verified } = await usesAndProof(tx, accountId, { entry, transfers });
  const { grantIds, invoiceLineId, hash, previousHash, hashBefore: _, ...told } = entry;
  const lineIds = [...new Set(transfers.flatMap((one) => one.invoiceLineId ?? []))];
  const named = await listNamed(tx, { accountId, grantIds, lineIds });
  return {
    ...told,
    balance: await balanceAfter(tx, accountId, version),
    grants: named.grants,
    invoices: named.invoices,
    transfers: transfers.map((one) => ({
      from: { kind: one.fromKind, id: one.fromId },
      to: { kind: one.toKind, id: one.toId },
      asset: one.asset,
      amount: one.amount,
    })),
    uses: {
      count: uses.length,
      credits: uses.reduce((sum, { credits }) => sum + credits, 0n),
      first: uses
        .slice(0, usesShown)
        .map(({ id, feature, quantity, credits, overage, occurredAt }) => ({
          id,
          feature,
          quantity,
          credits,
          overage,
          occurredAt,
        })),
    },
    hold: entry.holdId ? ((await findEntryHold(tx, accountId, entry.holdId)) ?? null) : null,
    chain: { hash: hash.toString("hex"), previous: previousHash.toString("hex"), verified },
  };
}

async function balanceAfter(tx: Tx, accountId: AccountId, version: bigint): Promise<bigint> {
  const reach = await getReach(tx, accountId);
  const { total } = await getOnGrants(tx, { accountId, grantId: null, at: await getNow(tx) });
  const question = { accountId, grantId: null, versions: [version], reach, total };
  return (await balancesAfter(tx, question)).get(version) ?? 0n;
}

/**
 * Most uses happened when their entry says, so a day is looked through first. When the hash does not come
 * out, some were reported late: then as far back as use may be (BOOKS B9).
 */
async function usesAndProof(
  tx: Tx,
  accountId: AccountId,
  { entry, transfers }: { entry: StoredEntry; transfers: readonly EntryTransfer[] },
): Promise<{ uses: HashedConsumption[]; verified: boolean }> {
  let uses: HashedConsumption[] = [];
  for (const days of [1, 36]) {
    const from = addSeconds(entry.at, -days * 86_400);
    const to = addSeconds(entry.recordedAt, 600);
    uses = await listUsesOf(tx, { accountId, version: entry.version, from, to });
    if (isProven(accountId, { entry, transfers, uses })) return { uses, verified: true };
  }
  return { uses, verified: false };
}

function isProven(
  accountId: AccountId,
  {
    entry,
    transfers,
    uses,
  }: {
    entry: StoredEntry;
    transfers: readonly EntryTransfer[];
    uses: readonly HashedConsumption[];
  },
): boolean {
  const before = entry.version === 1n ? genesisHash : entry.hashBefore;
  if (!before?.equals(entry.previousHash)) return false;
  const { kind, version, reason, actor, requestId, bookedAt, recordedAt } = entry;
  const said = { accountId, version, kind, reason, actor, requestId, bookedAt, recordedAt };
  const hash = hashTransaction(before, {
    ...said,
    occurredAt: entry.at,
    transfers,
    consumptions: uses,
  });
  return hash.equals(entry.hash);
}
