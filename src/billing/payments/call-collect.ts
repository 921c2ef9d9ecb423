import type { Db } from "@/db/client";
import { readAs } from "@/db/transaction";
import { assert } from "@/lib/errors";
import type { AccountId, CollectionId } from "@/lib/ids";
import { applyInvoice, noteRefusal } from "./apply-invoice";
import type { CallKind } from "./call-kinds";
import type { GatewayCall, TakenCall } from "./call-queries";
import { type Collecting, findCollection, listDocumentsToCollect } from "./collection-queries";
import { findDefaultMethod } from "./customer-queries";
import { customerOf } from "./customers";
import type { PaymentGateway, ProcessorInvoice } from "./gateway";

/**
 * `by_itself`: with the method named, else the account's default, nobody there to prove anything. `in_person`: with the method
 * named. `at_page`: nothing is tried, the customer pays at the hosted page.
 */
export type CollectRequest =
  | { who: "by_itself"; methodId?: string }
  | { who: "in_person"; methodId: string }
  | { who: "at_page" };

/** A key is known to the processor for a day; what is older is looked at, never paid blindly (FAULTS F11). */
const keySeconds = 20 * 3_600;

/**
 * Brings a document to the processor and takes its money: customer, invoice with our lines, open, paid. Each step
 * has a key that follows from the collection or the call, and what is there already is taken as it is.
 */
export const collect: CallKind<ProcessorInvoice> = {
  async ask({ db, gateway, call }) {
    const { accountId } = call;
    const collection = await collectionOf(db, call);
    const customerId = await customerOf(db, gateway, accountId);
    const invoice = await invoiceOf(db, gateway, { collection, customerId });
    const open =
      invoice.status === "draft"
        ? await gateway.finalizeInvoice(invoice.id, `${collection.id}:finalize`)
        : invoice;
    // What is to be taken back takes nothing more.
    return collection.status === "ending" ? open : await paid(db, gateway, { call, open });
  },

  async settle(tx, call, invoice) {
    const { who } = call.request as CollectRequest;
    const applied = await applyInvoice(tx, invoice, who === "at_page" ? null : who);
    assert(applied, "what we sent is ours");
    const { status, hostedUrl, requiresAction, processing, lastFailure } = invoice;
    return { status, hostedUrl, requiresAction, processing, lastFailure };
  },

  async refused(tx, call, error) {
    const collectionId = call.collectionId as CollectionId;
    const { accountId, id: attemptId } = call;
    const byItself = (call.request as CollectRequest).who === "by_itself";
    await noteRefusal(tx, { accountId, collectionId, attemptId, byItself, code: error.code });
  },
};

async function collectionOf(db: Db, { accountId, collectionId }: GatewayCall): Promise<Collecting> {
  const found = await readAs(db, { role: "tallybook_app" }, (tx) =>
    findCollection(tx, accountId, collectionId as CollectionId),
  );
  assert(found, "the call is of a collection");
  return found;
}

async function invoiceOf(
  db: Db,
  gateway: PaymentGateway,
  { collection, customerId }: { collection: Collecting; customerId: string },
): Promise<ProcessorInvoice> {
  const { accountId, id: collectionId, processorInvoiceId, currency } = collection;
  const known = processorInvoiceId
    ? await gateway.getInvoice(processorInvoiceId)
    : await gateway.findInvoice(customerId, collectionId);
  // A draft may lack lines; they are put there once.
  if (known && known.status !== "draft") return known;
  const documents = await documentsOf(db, accountId, collectionId);
  const last = documents.at(-1);
  assert(last, "a collection is for a document");
  return await gateway.createInvoice(
    {
      ...{ customerId, accountId, collectionId, currency, number: last.number },
      invoiceIds: documents.map(({ invoiceId }) => invoiceId),
      lines: documents.flatMap(({ lines }) => lines),
      ...(known && { draftId: known.id }),
    },
    `${collectionId}:invoice`,
  );
}

async function documentsOf(db: Db, accountId: AccountId, id: CollectionId) {
  return await readAs(db, { role: "tallybook_app" }, (tx) =>
    listDocumentsToCollect(tx, accountId, id),
  );
}

async function paid(
  db: Db,
  gateway: PaymentGateway,
  { call, open }: { call: TakenCall; open: ProcessorInvoice },
): Promise<ProcessorInvoice> {
  const request = call.request as CollectRequest;
  const isPayable = open.status === "open" || open.status === "uncollectible";
  if (!isPayable || open.processing || request.who === "at_page") return open;
  if (call.attempts > 1 && call.ageSeconds > keySeconds) return open;
  const methodId =
    request.methodId ??
    (await readAs(db, { role: "tallybook_app" }, (tx) => findDefaultMethod(tx, call.accountId)));
  const onSession = request.who === "in_person";
  const how = methodId === undefined ? { onSession } : { onSession, methodId };
  return await gateway.payInvoice(open.id, how, `${call.id}:pay`);
}
