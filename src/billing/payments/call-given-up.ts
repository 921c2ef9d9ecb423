import { readAs } from "@/db/transaction";
import { assert } from "@/lib/errors";
import type { CollectionId } from "@/lib/ids";
import { applyInvoice } from "./apply-invoice";
import type { CallKind } from "./call-kinds";
import { findCollection } from "./collection-queries";
import type { ProcessorInvoice } from "./gateway";

/**
 * Says at the processor that a document is given up. It stays payable there and its collection goes on: money that
 * comes all the same is booked (BOOKS B11), and what is paid already is answered as paid.
 */
export const markUncollectible: CallKind<ProcessorInvoice | null> = {
  async ask({ db, gateway, call }) {
    const id = call.collectionId as CollectionId;
    const collection = await readAs(db, { role: "tallybook_app" }, (tx) =>
      findCollection(tx, call.accountId, id),
    );
    assert(collection?.processorInvoiceId, "what was never sent is given up here alone");
    // Paid outside, credited or void since: it is taken back instead.
    if (collection.closedAt || collection.status === "ending") return null;
    return await gateway.markUncollectible(collection.processorInvoiceId, id);
  },

  async settle(tx, _call, invoice) {
    if (invoice) await applyInvoice(tx, invoice);
    return { status: invoice?.status ?? null };
  },
};
