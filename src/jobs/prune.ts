import type { Db, Tx } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { expireExports } from "@/exports/queries";
import { deleteOldLinks, deleteOldQuotes, deleteOldTokens } from "./prune-queries";

/** Few enough that nobody waits for the locks of one set. */
const atOnce = 500;

/** Of files, whose pieces are many. */
const filesAtOnce = 10;

export type Pruned = { quotes: number; links: number; tokens: number; exports: number };

/** Deletes what ran out a month ago and nobody needs, and files past their day, set by set until nothing is left of it. */
export async function prune(db: Db, limit = atOnce): Promise<Pruned> {
  return {
    quotes: await inSets(db, deleteOldQuotes, limit),
    links: await inSets(db, deleteOldLinks, limit),
    tokens: await inSets(db, deleteOldTokens, limit),
    exports: await inSets(db, expireExports, Math.min(limit, filesAtOnce)),
  };
}

async function inSets(
  db: Db,
  deleteSome: (tx: Tx, limit: number) => Promise<number>,
  limit: number,
): Promise<number> {
  let deleted = 0;
  for (;;) {
    const some = await inTransaction(db, (tx) => deleteSome(tx, limit));
    deleted += some;
    if (some < limit) return deleted;
  }
}
