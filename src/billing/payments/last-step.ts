import type { Db, Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import type { Author } from "../decision";
import { hashRequest, operate } from "../operate";
import { findCollection } from "./collection-queries";
import { decideLastStep } from "./decide-last-step";
import { listExhausted } from "./due-collection-queries";
import { type CollectionKey, type EachRun, forEachCollection } from "./each-collection";
import { toEnd } from "./give-up";

/** Who did it: the catalogue said so, and nobody asked. */
const byDunning: Author = { actor: "system:dunning", requestId: "dunning" };

/** Does what follows the last try of every collection whose schedule is over. */
export async function takeLastSteps(db: Db): Promise<EachRun> {
  return await forEachCollection(db, listExhausted, takeLastStep);
}

/** Once per collection, by its key: run again, or by two workers at once, it changes nothing. */
async function takeLastStep(tx: Tx, { accountId, id }: CollectionKey): Promise<boolean> {
  const key = `dunning:${id}`;
  const request = {
    ...{ accountId, author: byDunning, key, procedure: "dunning" },
    requestHash: hashRequest("dunning", { id }),
  };
  await operate(tx, request, async (snapshot, { dunning: terms, proration }) => {
    const collection = await findCollection(tx, accountId, id);
    assert(collection, "a collection is never deleted");
    const invoiceIds = collection.documents.map(({ invoiceId }) => invoiceId);
    const { snapshot: whole, expired } = await toEnd(tx, snapshot, invoiceIds);
    return decideLastStep(whole, { collection, terms, proration, expired }, byDunning);
  });
  return true;
}
