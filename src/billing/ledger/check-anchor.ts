import type { Tx } from "@/db/client";
import { type Anchor, anchorOf } from "./anchor";
import { readAnchorTime, streamHeads } from "./anchor-queries";
import type { Head } from "./sketch";

/** `accountId` is null where it cannot be told whose. */
export type Moved = { accountId: string | null; detail: string };

/** How all chains stood a while ago: what was being written then is there by now, or never will be. */
export async function readAnchor(tx: Tx): Promise<Anchor> {
  const at = await readAnchorTime(tx);
  return await anchorOf(at, streamHeads(tx, at));
}

/**
 * Holds what is in the database now of an anchor's instant against the anchor: undefined where it is the same, else the
 * accounts whose chains ended otherwise then, as far as the anchor tells them.
 */
export async function checkAnchor(tx: Tx, anchor: Anchor): Promise<Moved[] | undefined> {
  const now = await anchorOf(anchor.at, streamHeads(tx, anchor.at));
  if (now.digest.equals(anchor.digest)) return undefined;
  const { was, is, all } = anchor.sketch.against(now.sketch);
  const ids = new Set([...was, ...is].map(({ accountId }) => accountId));
  const moved = [...ids].sort().map((accountId) => {
    const of = (heads: readonly Head[]) => heads.find((one) => one.accountId === accountId);
    return { accountId, detail: detailOf(of(was), of(is)) };
  });
  if (all && moved.length > 0) return moved;
  return [...moved, { accountId: null, detail: "more accounts differ than an anchor can name" }];
}

function detailOf(was: Head | undefined, is: Head | undefined): string {
  const ledger = change("ledger transactions", was?.version ?? 0n, is?.version ?? 0n);
  const log = change("rows of the audit log", was?.position ?? 0n, is?.position ?? 0n);
  const found = [ledger, log].filter((one) => one !== undefined);
  return found.length > 0 ? found.join("; ") : "as many rows as then, but not the same";
}

function change(what: string, was: bigint, is: bigint): string | undefined {
  if (was === is) return undefined;
  return is < was
    ? `the last ${was - is} of ${was} ${what} are missing`
    : `${is - was} ${what} were put in afterwards`;
}
