import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import {
  type AccountId,
  type CollectionId,
  type GatewayCallId,
  type InvoiceId,
  newId,
} from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import { commit } from "../commit";
import type { Author } from "../decision";
import { upToDate } from "../operate";
import { lockAccounts } from "../snapshot";
import type { CollectionState, InvoiceState } from "../state";
import type { CollectRequest } from "./call-collect";
import { findOpenCall, insertCall } from "./call-queries";
import { markTried } from "./collection-queries";
import { beginCollection, collectionOf } from "./collections";
import { findDefaultMethod } from "./customer-queries";
import { assertNotCarried, payable } from "./decide-payment";
import { isStillAskedFor } from "./due-collection-queries";

export type StartPayment = {
  accountId: AccountId;
  invoiceId: InvoiceId;
  author: Author;
  /** With what is on file, at the processor's page with whatever the customer has there, or with nobody there. */
  how: "method" | "page" | "by_itself";
  /** With nobody there: what it is paid with, where that was chosen; else the default, whichever that is then. */
  methodId?: string | undefined;
};

export type Started = { collectionId: CollectionId; callId: GatewayCallId };

/**
 * Somebody asks to pay an open invoice, now: its collection is begun, or gone on with, and the call that takes the
 * money is written down. Asked twice it is the same call; an invoice at the processor is paid once, so no key is needed.
 *
 * Errors: `invoice_not_payable` where it waits for no money by itself; `retry_later` while what was asked for it before
 * is being taken back.
 */
export async function startPayment(tx: Tx, payment: StartPayment): Promise<Started> {
  const { accountId, invoiceId, author } = payment;
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  assertNotCarried(snapshot, invoiceId);
  const invoice = payable(snapshot, invoiceId);
  const draft = new AccountDraft(snapshot, author);
  const collection = running(draft, invoice);
  await commit(tx, [draft.finish(snapshot.t)]);
  if (await isStillAskedFor(tx, { accountId, id: collection.id })) throw beingTakenBack();
  const underWay = await findOpenCall(tx, accountId, collection.id);
  // It is just being given up at the processor, and stays payable there.
  if (underWay && underWay.kind !== "collect") throw beingTakenBack();
  if (underWay) return { collectionId: collection.id, callId: underWay.id };
  const request = await requestOf(tx, payment);
  const call = { accountId, id: newId<GatewayCallId>(), collectionId: collection.id };
  await insertCall(tx, { ...call, kind: "collect", request });
  // This is the try by itself: no other of its own follows it.
  if (request.who === "by_itself") {
    await markTried(tx, { accountId, id: collection.id }, collection.tries + 1);
  }
  return { collectionId: collection.id, callId: call.id };
}

async function requestOf(
  tx: Tx,
  { accountId, how, methodId: chosen }: StartPayment,
): Promise<CollectRequest> {
  if (how === "by_itself") return { who: "by_itself", ...(chosen && { methodId: chosen }) };
  const methodId = how === "method" ? await findDefaultMethod(tx, accountId) : undefined;
  return methodId ? { who: "in_person", methodId } : { who: "at_page" };
}

function running(draft: AccountDraft, invoice: InvoiceState): CollectionState {
  const known = collectionOf(draft, invoice.id);
  if (known) return known;
  return beginCollection(draft, invoice, { at: draft.snapshot.t, nextAttemptAt: null });
}

/** Under another amount: paid both times it would be paid too often. */
function beingTakenBack(): BillingError {
  return new BillingError(
    "retry_later",
    "What was asked for this invoice before is being taken back. Try again in a moment.",
    { retryAfterSeconds: 5 },
  );
}
