import type { Db, Tx } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { deleteOldLinks, deleteOldQuotes, deleteOldTokens } from "./prune-queries";

/** Few enough that nobody waits for the locks of one set. */
const atOnce = 500;

export type Pruned = { quotes: number; links: number; tokens: number };

/** Deletes what ran out a month ago and nobody needs, set by set until nothing is left of it. */
export async function prune(db: Db, limit = atOnce): Promise<Pruned> {
  return {
    quotes: await inSets(db, deleteOldQuotes, limit),
    links: await inSets(db, deleteOldLinks, limit),
    tokens: await inSets(db, deleteOldTokens, limit),
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
