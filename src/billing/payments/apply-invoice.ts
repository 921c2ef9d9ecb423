import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId, CollectionId } from "@/lib/ids";
import { findInDirectory, insertDirectory } from "../accounts/queries";
import { byTheProcessor } from "../by-the-processor";
import { commit } from "../commit";
import { upToDate } from "../operate";
import { lockAccounts } from "../snapshot";
import type { CollectRequest } from "./call-collect";
import { findOpenCall } from "./call-queries";
import { findCollection, listBookedPayments, listToldFailures } from "./collection-queries";
import { type Arrival, decideArrival } from "./decide-arrival";
import { decideRefusal } from "./decide-refusal";
import type { ProcessorInvoice } from "./gateway";

export type Applied = { accountId: AccountId; touched: string[] };

/**
 * Books what the processor says of an invoice of ours, as it is there now: the one way money arrives, for answers to
 * our calls and for events alike. Undefined where the invoice is none of ours.
 */
export async function applyInvoice(
  tx: Tx,
  invoice: ProcessorInvoice,
  ours: Arrival["ours"] = null,
): Promise<Applied | undefined> {
  const found = await collectionNamed(tx, invoice);
  if (!found) return undefined;
  const { account_id: accountId, id } = found;
  const locked = await lockAccounts(tx, [accountId]);
  // Read under the lock, so that two who bring the same news book it once.
  const { snapshot, catalog } = await upToDate(tx, locked);
  const collection = await findCollection(tx, accountId, id as CollectionId);
  assert(collection, "a collection of the directory stands");
  const booked = await listBookedPayments(tx, accountId, collection.id);
  const toldFailures = await listToldFailures(tx, accountId, collection.id);
  // Our own try says with its failure when the next one is: nobody else tells of it before.
  const isAwaited = ours === null && (await isBeingTried(tx, accountId, collection.id));
  const arrival = {
    ...{ collection, booked, toldFailures, ours, dunning: catalog.dunning },
    invoice: isAwaited ? { ...invoice, lastFailure: null } : invoice,
  };
  const { decision, paymentIds } = decideArrival(snapshot, arrival, byTheProcessor);
  await commit(tx, [decision]);
  await knowAs(tx, invoice.id, { accountId, id: collection.id });
  const invoices = collection.documents.map(({ invoiceId }) => `invoices ${invoiceId}`);
  const payments = paymentIds.map((one) => `payments ${one}`);
  return { accountId, touched: [`collections ${collection.id}`, ...payments, ...invoices] };
}

async function isBeingTried(tx: Tx, accountId: AccountId, id: CollectionId): Promise<boolean> {
  const call = await findOpenCall(tx, accountId, id);
  return call?.kind === "collect" && (call.request as CollectRequest).who !== "at_page";
}

type Refusal = {
  accountId: AccountId;
  collectionId: CollectionId;
  /** The call: it is told of once. */
  attemptId: string;
  byItself: boolean;
  code: string | null;
};

/** The processor would not even try: there is nothing to pay with, say. Tried again as the catalogue has it. */
export async function noteRefusal(tx: Tx, refusal: Refusal): Promise<void> {
  const { accountId, collectionId } = refusal;
  const { snapshot, catalog } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const collection = await findCollection(tx, accountId, collectionId);
  assert(collection, "a call is of a collection that stands");
  const decision = decideRefusal(
    snapshot,
    { ...refusal, collection, dunning: catalog.dunning },
    byTheProcessor,
  );
  await commit(tx, [decision]);
}

/** By the processor's own id once we know it; before that by ours, which it carries. */
async function collectionNamed(tx: Tx, { id, collectionId }: ProcessorInvoice) {
  const known = await findInDirectory(tx, "processor_invoice", id);
  if (known || collectionId === null) return known;
  return await findInDirectory(tx, "collection", collectionId);
}

async function knowAs(
  tx: Tx,
  key: string,
  of: { accountId: AccountId; id: CollectionId },
): Promise<void> {
  if (await findInDirectory(tx, "processor_invoice", key)) return;
  await insertDirectory(tx, [{ kind: "processor_invoice", key, ...of }]);
}
