import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { assert } from "@/lib/errors";
import { findCall } from "./call-queries";
import { type Collecting, findCollection } from "./collection-queries";
import type { PaymentFailure, PaymentGateway } from "./gateway";
import { makeCall } from "./make-calls";
import { type StartPayment, startPayment } from "./start-payment";

export type PaidNow = {
  /** `declined`: no money was taken; `to_prove` and `at_page`: the customer goes on at `url`; `being_confirmed`: nobody knows yet. */
  outcome: "paid" | "declined" | "to_prove" | "at_page" | "being_confirmed";
  url: string | null;
  failure: Pick<PaymentFailure, "code" | "declineCode"> | null;
};

/** How long somebody is kept waiting for an answer; later the page says that it is being confirmed. */
const [looks, betweenMs] = [60, 200];

/** Starts a payment, makes its call at once and tells what came of it. A process that dies on the way loses nothing. */
export async function payNow(
  db: Db,
  gateway: PaymentGateway,
  payment: StartPayment,
): Promise<PaidNow> {
  const { accountId } = payment;
  const { callId, collectionId } = await inTransaction(db, (tx) => startPayment(tx, payment));
  const key = { accountId, id: callId };
  for (let look = 1; ; look += 1) {
    const made = await makeCall(db, gateway, key);
    const [call, collection] = await readAs(db, { role: "tallybook_app" }, async (tx) => [
      await findCall(tx, accountId, callId),
      await findCollection(tx, accountId, collectionId),
    ]);
    assert(call && collection, "calls and collections are never deleted");
    const isOver = call.status === "succeeded" || call.status === "failed";
    if (isOver || made || look === looks) return outcomeOf(call, collection);
    // Somebody else has it in hand, and is about to be answered.
    await sleep(betweenMs);
  }
}

type Answer = { lastFailure: PaymentFailure | null } | null;

function outcomeOf(
  call: { status: string; answer: unknown },
  { status, hostedUrl: url, requiresAction }: Collecting,
): PaidNow {
  if (status === "paid") return { outcome: "paid", url: null, failure: null };
  const lastFailure = (call.answer as Answer)?.lastFailure ?? null;
  const failure = lastFailure && { code: lastFailure.code, declineCode: lastFailure.declineCode };
  if (requiresAction) return { outcome: "to_prove", url, failure: null };
  if (failure) {
    const outcome = failure.code === "authentication_required" ? "to_prove" : "declined";
    return { outcome, url, failure };
  }
  const isKnown = call.status === "succeeded" && url !== null;
  return { outcome: isKnown ? "at_page" : "being_confirmed", url: isKnown ? url : null, failure };
}
