import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import type { AccountId, CollectionId } from "@/lib/ids";

export type CollectionKey = { accountId: AccountId; id: CollectionId };
export type Page = { passed: readonly AccountId[]; limit: number };
export type EachRun = { done: number; failed: { accountId: AccountId; error: unknown }[] };

const limit = 200;

/**
 * Does a piece of work for every collection that is due it, each in a transaction of its own. An account it cannot be
 * done for is left for the next run and named; the others go on. `work` answers whether there was anything to do.
 */
export async function forEachCollection(
  db: Db,
  list: (tx: Tx, page: Page) => Promise<CollectionKey[]>,
  work: (tx: Tx, key: CollectionKey) => Promise<boolean>,
): Promise<EachRun> {
  const run: EachRun = { done: 0, failed: [] };
  for (;;) {
    const passed = run.failed.map(({ accountId }) => accountId);
    const found = await readAs(db, { role: "tallybook_app" }, (tx) => list(tx, { passed, limit }));
    for (const key of found) {
      try {
        if (await inTransaction(db, (tx) => work(tx, key))) run.done += 1;
      } catch (error) {
        run.failed.push({ accountId: key.accountId, error });
      }
    }
    if (found.length < limit) return run;
  }
}
