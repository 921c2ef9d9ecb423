import { maxDate } from "@/lib/time";
import type { Author, Decision, LedgerTransactionDraft, LedgerTransactionKind } from "../decision";
import { grantAccount, type LedgerAccount } from "./accounts";
import { hashTransaction } from "./hash";

/** A ledger transaction with its version, times and hash: a row to be. */
export type PostedTransaction = LedgerTransactionDraft &
  Author & {
    version: bigint;
    bookedAt: Date;
    previousHash: Buffer;
    hash: Buffer;
  };

/**
 * Gives a decision's ledger transactions consecutive versions and chains their hashes.
 *
 * What books nothing is left out, so that a version always stands for something.
 */
export function postedTransactions(decision: Decision): PostedTransaction[] {
  const { accountId, recordedAt, head } = decision;
  let { version, hash: previousHash } = head;
  return decision.transactions.flatMap((one) => {
    if (one.transfers.length === 0) return [];
    version += 1n;
    const counts = countsFrom(one);
    const bookedAt = head.closedThrough ? maxDate(counts, head.closedThrough) : counts;
    const author = one.author ?? decision.author;
    const hash = hashTransaction(previousHash, {
      ...one,
      ...author,
      accountId,
      version,
      bookedAt,
      recordedAt,
      transfers: one.transfers.map((transfer) => ({
        ...transfer,
        fromId: transfer.from.id,
        toId: transfer.to.id,
        asset: transfer.from.asset,
      })),
    });
    const posted = { ...one, ...author, version, bookedAt, previousHash, hash };
    previousHash = hash;
    return [posted];
  });
}

/**
 * When it counts, while its month is open. What was earned by an instant was earned before it: at midnight that is
 * the day, and the month, that is over.
 */
function countsFrom({ kind, occurredAt }: LedgerTransactionDraft): Date {
  return byThen.includes(kind) ? new Date(occurredAt.getTime() - 1) : occurredAt;
}

const byThen: readonly LedgerTransactionKind[] = ["recognize", "overage"];

/** What each ledger account's balance moves by: `to` is debited, `from` is credited. */
export function balanceChanges(
  transactions: readonly LedgerTransactionDraft[],
): Map<LedgerAccount["id"], bigint> {
  const changes = new Map<LedgerAccount["id"], bigint>();
  for (const { transfers } of transactions) {
    for (const { from, to, amount } of transfers) {
      changes.set(from.id, (changes.get(from.id) ?? 0n) - amount);
      changes.set(to.id, (changes.get(to.id) ?? 0n) + amount);
    }
  }
  return changes;
}

// These stand from the day an account is opened, so that a consume never has to look.
const openedWithAccount: readonly string[] = ["consumed", "overage", "held", "debt"];

/** The ledger accounts a decision touches that may not stand yet, new grants' among them. */
export function ledgerAccountsToOpen(decision: Decision): LedgerAccount[] {
  const opened = new Map<string, LedgerAccount>();
  for (const { id } of decision.grants) opened.set(id, grantAccount(id));
  for (const { transfers } of decision.transactions) {
    for (const side of transfers.flatMap(({ from, to }) => [from, to])) {
      if (side.kind !== "grant" && !openedWithAccount.includes(side.kind))
        opened.set(side.id, side);
    }
  }
  return [...opened.values()];
}
