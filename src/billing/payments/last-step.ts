import type { Db, Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import { type GatewayCallId, newId } from "@/lib/ids";
import type { Author } from "../decision";
import { hashRequest, operate } from "../operate";
import { insertCall } from "./call-queries";
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

/** Intent: in the transaction that gave it up here. What was never sent, or is taken back, is not given up there. */
async function giveUpThere(tx: Tx, { accountId, id: collectionId }: CollectionKey): Promise<void> {
  const now = await findCollection(tx, accountId, collectionId);
  if (now?.status !== "open" || !now.processorInvoiceId) return;
  const call = { accountId, id: newId<GatewayCallId>(), collectionId, request: {} };
  await insertCall(tx, { ...call, kind: "mark_uncollectible" });
}

/** Once per collection, by its key: run again, or by two workers at once, it changes nothing. */
async function takeLastStep(tx: Tx, { accountId, id }: CollectionKey): Promise<boolean> {
  const key = `dunning:${id}`;
  const request = {
    ...{ accountId, author: byDunning, key, procedure: "dunning" },
    requestHash: hashRequest("dunning", { id }),
  };
  const { step } = await operate(tx, request, async (snapshot, { dunning: terms, proration }) => {
    const collection = await findCollection(tx, accountId, id);
    assert(collection, "a collection is never deleted");
    const invoiceIds = collection.documents.map(({ invoiceId }) => invoiceId);
    const { snapshot: whole, expired } = await toEnd(tx, snapshot, invoiceIds);
    return decideLastStep(whole, { collection, terms, proration, expired }, byDunning);
  });
  if (step === "write_off" || step === "cancel") await giveUpThere(tx, { accountId, id });
  return true;
}
