import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { assert } from "@/lib/errors";
import { type AccountId, type CollectionId, type GatewayCallId, newId } from "@/lib/ids";
import { catchUp } from "../catch-up";
import { lockAccounts } from "../snapshot";
import { findOpenCall, insertCall } from "./call-queries";
import { findCollection, markTried } from "./collection-queries";
import { listDueCollections } from "./due-collection-queries";
import type { PaymentGateway } from "./gateway";
import { makeCalls } from "./make-calls";

export type CollectRun = { begun: number; made: number };

/**
 * Everything that is due at the processor now: tries whose time has come are written down as calls, then every call
 * that is due is made. Any number of processes may run it; a second run finds nothing.
 */
export async function collectDue(db: Db, gateway: PaymentGateway): Promise<CollectRun> {
  const due = await readAs(db, { role: "tallybook_app" }, (tx) => listDueCollections(tx, 200));
  let begun = 0;
  for (const { accountId, id } of due) {
    begun += await inTransaction(db, (tx) => beginTry(tx, accountId, id));
  }
  return { begun, made: await makeCalls(db, gateway) };
}

/** Intent: one row, before anybody is asked. Looked at again under the lock: it may be paid, or somebody's by now. */
async function beginTry(tx: Tx, accountId: AccountId, id: CollectionId): Promise<number> {
  // What is due may end what was to be collected.
  await catchUp(tx, await lockAccounts(tx, [accountId]));
  const collection = await findCollection(tx, accountId, id);
  assert(collection, "a collection is never deleted");
  const isOver = collection.nextAttemptAt === null || collection.closedAt !== null;
  if (isOver || (await findOpenCall(tx, accountId, id))) return 0;
  const kind = collection.status === "ending" ? "end_collection" : "collect";
  const request = kind === "collect" ? { who: "by_itself" as const } : {};
  await insertCall(tx, { accountId, id: newId<GatewayCallId>(), kind, collectionId: id, request });
  await markTried(tx, collection, collection.tries + (kind === "collect" ? 1 : 0));
  return 1;
}
