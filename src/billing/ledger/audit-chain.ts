import type { Tx } from "@/db/client";
import {
  type AtVersion,
  type AuditedConsumption,
  type AuditedTransfer,
  type StoredTransaction,
  streamConsumptions,
  streamTransactions,
  streamTransfers,
} from "./audit-chain-queries";
import { genesisHash, hashTransaction } from "./hash";

export type BrokenLink = { accountId: string; detail: string };

/**
 * Recomputes every hash chain from the rows it covers (FAULTS I14) and names the first ledger
 * transaction that does not follow from what stands before it.
 */
export async function findBrokenLink(tx: Tx): Promise<BrokenLink | undefined> {
  const transfers = new Follower(streamTransfers(tx));
  const consumptions = new Follower(streamConsumptions(tx));
  let broken: BrokenLink | undefined;
  let before: { accountId: string; hash: Buffer } | undefined;
  // Read to the end even after a break, so that the cursors close.
  for await (const one of streamTransactions(tx)) {
    const previous = before?.accountId === one.accountId ? before.hash : genesisHash;
    const rows = {
      transfers: await transfers.rowsOf(one),
      consumptions: await consumptions.rowsOf(one),
    };
    broken ??= brokenLink(one, previous, rows);
    before = one;
  }
  const left = (await transfers.rest()) ?? (await consumptions.rest());
  return broken ?? (left && { accountId: left.accountId, detail: `rows of no version` });
}

function brokenLink(
  one: StoredTransaction,
  previous: Buffer,
  rows: { transfers: AuditedTransfer[]; consumptions: AuditedConsumption[] },
): BrokenLink | undefined {
  const { accountId, version, recordedAt, previousHash, hash } = one;
  if (!previousHash.equals(previous)) {
    return { accountId, detail: `version ${version} does not follow the one before it` };
  }
  // What follows from the rest is not in the hash: where a transfer stands, when a use was recorded.
  const asPosted =
    rows.transfers.every(({ position }, index) => position === index) &&
    rows.consumptions.every((row) => +row.recordedAt === +recordedAt);
  if (!asPosted || !hashTransaction(previous, { ...one, ...rows }).equals(hash)) {
    return { accountId, detail: `version ${version} is not what was recorded` };
  }
  return undefined;
}

/** Walks rows in step with the ledger transactions they belong to; both come in the same order. */
class Follower<Row> {
  private next: AtVersion<Row> | undefined;
  private started = false;
  private stray: AtVersion<Row> | undefined;

  constructor(private readonly rows: AsyncGenerator<AtVersion<Row>>) {}

  async rowsOf(of: { accountId: string; version: bigint }): Promise<Row[]> {
    const found: Row[] = [];
    if (!this.started) await this.advance();
    while (this.next && !isAfter(this.next, of)) {
      if (isAfter(of, this.next)) this.stray ??= this.next;
      else found.push(this.next.row);
      await this.advance();
    }
    return found;
  }

  /** A row that belongs to no ledger transaction, if there was one. */
  async rest(): Promise<AtVersion<Row> | undefined> {
    if (!this.started) await this.advance();
    while (this.next) {
      this.stray ??= this.next;
      await this.advance();
    }
    return this.stray;
  }

  private async advance(): Promise<void> {
    this.started = true;
    const { value, done } = await this.rows.next();
    this.next = done ? undefined : value;
  }
}

type Place = { accountId: string; version: bigint };

function isAfter(a: Place, b: Place): boolean {
  return a.accountId === b.accountId ? a.version > b.version : a.accountId > b.accountId;
}
