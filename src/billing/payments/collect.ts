import type { Db, Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import { type GatewayCallId, newId } from "@/lib/ids";
import { catchUp } from "../catch-up";
import { lockAccounts } from "../snapshot";
import { findOpenCall, insertCall } from "./call-queries";
import { findCollection, markTried } from "./collection-queries";
import { isStillAskedFor, listDueCollections } from "./due-collection-queries";
import { type CollectionKey, type EachRun, forEachCollection } from "./each-collection";
import type { PaymentGateway } from "./gateway";
import { makeCalls } from "./make-calls";

export type CollectRun = { begun: number; made: number; failed: EachRun["failed"] };

/**
 * Everything that is due at the processor now: tries whose time has come are written down as calls, then every call
 * that is due is made. Any number of processes may run it; a second run finds nothing.
 */
export async function collectDue(db: Db, gateway: PaymentGateway): Promise<CollectRun> {
  const { done: begun, failed } = await forEachCollection(db, listDueCollections, beginTry);
  return { begun, made: await makeCalls(db, gateway), failed };
}

/** Intent: one row, before anybody is asked. Looked at again under the lock: it may be paid, or somebody's by now. */
async function beginTry(tx: Tx, { accountId, id }: CollectionKey): Promise<boolean> {
  // What is due may end what was to be collected.
  await catchUp(tx, await lockAccounts(tx, [accountId]));
  const collection = await findCollection(tx, accountId, id);
  assert(collection, "a collection is never deleted");
  const isOver = collection.nextAttemptAt === null || collection.closedAt !== null;
  if (isOver || (await findOpenCall(tx, accountId, id))) return false;
  if (await isStillAskedFor(tx, { accountId, id })) return false;
  const kind = collection.status === "ending" ? "end_collection" : "collect";
  const request = kind === "collect" ? { who: "by_itself" as const } : {};
  await insertCall(tx, { accountId, id: newId<GatewayCallId>(), kind, collectionId: id, request });
  await markTried(tx, collection, collection.tries + (kind === "collect" ? 1 : 0));
  return true;
}
