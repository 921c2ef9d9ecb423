import { readAs } from "@/db/transaction";
import { assert } from "@/lib/errors";
import type { CollectionId } from "@/lib/ids";
import { applyInvoice } from "./apply-invoice";
import type { CallKind } from "./call-kinds";
import { closeNeverSent, findCollection } from "./collection-queries";
import { findCustomerId } from "./customer-queries";
import { endLater } from "./due-collection-queries";
import type { ProcessorInvoice } from "./gateway";

/**
 * Takes a document back from the processor: void there, so that nobody pays what is no longer owed. Where money came
 * first it is paid, and booked; where nothing ever arrived there, there is nothing to take back.
 */
export const endCollection: CallKind<ProcessorInvoice | null> = {
  async ask({ db, gateway, call }) {
    const { accountId, collectionId } = call;
    const [collection, customerId] = await readAs(db, { role: "tallybook_app" }, async (tx) => [
      await findCollection(tx, accountId, collectionId as CollectionId),
      await findCustomerId(tx, accountId),
    ]);
    assert(collection, "the call is of a collection");
    const { processorInvoiceId: known, id } = collection;
    if (!known && !customerId) return null;
    const there = known
      ? await gateway.getInvoice(known)
      : await gateway.findInvoice(customerId ?? "", id);
    if (!there || there.status === "paid" || there.status === "void") return there ?? null;
    return await gateway.voidInvoice(there.id, `${id}:void`);
  },

  async settle(tx, { accountId, collectionId }, invoice) {
    if (invoice) await applyInvoice(tx, invoice);
    else await closeNeverSent(tx, accountId, collectionId as CollectionId);
    return { status: invoice?.status ?? "void" };
  },

  async refused(tx, { accountId, collectionId }) {
    await endLater(tx, { accountId, id: collectionId as CollectionId });
  },
};
