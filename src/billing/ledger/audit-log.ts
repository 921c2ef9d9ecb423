import { hash as digest } from "node:crypto";
import type { Tx } from "@/db/client";
import { findCutChain, type StoredAct, streamActs } from "./audit-log-queries";
import { genesisHash } from "./hash";

export type BrokenAct = { accountId: string | null; detail: string };

type Before = { accountId: string; position: bigint; hash: Buffer };

/**
 * Follows every chain of the audit log and names the first row that is missing, not what was recorded, or
 * not where it was; also where what was last has been cut off.
 */
export async function findBrokenAct(tx: Tx): Promise<BrokenAct | undefined> {
  let broken: BrokenAct | undefined;
  let before: Before | undefined;
  // Read to the end even after a break, so that the cursor closes.
  for await (const act of streamActs(tx)) {
    const isNext = before?.accountId === act.accountId;
    broken ??= brokenAct(act, isNext ? before : undefined);
    before = act;
  }
  if (broken) return broken;
  const cut = await findCutChain(tx);
  if (!cut) return undefined;
  const detail = cut.position === null ? "a chain nobody began" : `row ${cut.position} is missing`;
  return { accountId: ownerOf(cut.accountId), detail };
}

function brokenAct(act: StoredAct, before: Before | undefined): BrokenAct | undefined {
  const accountId = ownerOf(act.accountId);
  const expected = (before?.position ?? 0n) + 1n;
  if (act.position !== expected) return { accountId, detail: `row ${expected} is missing` };
  const previous = before?.hash ?? genesisHash;
  const follows = act.previousHash.equals(previous);
  if (follows && digest("sha256", act.said, "buffer").equals(act.hash)) return undefined;
  return { accountId, detail: `row ${act.position} is not what was recorded` };
}

/** Null for the chain of what belongs to no account. */
function ownerOf(accountId: string): string | null {
  return /^[0-]+$/.test(accountId) ? null : accountId;
}
