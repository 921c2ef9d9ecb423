import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { newId } from "@/lib/ids";
import {
  type DeliveryKey,
  endDelivery,
  giveUpDeliveries,
  insertAttempt,
  noteArrival,
  noteFailure,
  type TakenDelivery,
  takeDelivery,
} from "./delivery-queries";
import { policyHere } from "./destination";
import { disableEndpoint, listSecrets } from "./endpoint-queries";
import { getEndpoint } from "./endpoints";
import { bodyOf, testBody } from "./payload";
import { type Outcome, post } from "./post";
import { failingSeconds, meaningOf, pauseAfter } from "./schedule";
import { signedHeaders } from "./signature";
import { tellOperator } from "./tell-operator";

// Longer than a request can take, so that no other worker makes the same attempt.
const leaseSeconds = 30;

/** How many requests may be on their way at once, so that a slow receiver holds up no other. */
const lanes = 8;

export type Delivered = { eventId: string; endpointId: string; outcome: Outcome };

/** The first try of a delivery, as a job asks for it. Undefined where somebody else has begun it. */
export async function deliverNow(db: Db, key: DeliveryKey): Promise<Delivered | undefined> {
  return await deliverOne(db, key);
}

/** Every delivery that is due, or due again. */
export async function deliverDue(db: Db): Promise<Delivered[]> {
  const first = await deliverOne(db);
  if (!first) return []; // as most of the time: one question, not one of each lane
  const all = [first];
  const lane = async () => {
    for (;;) {
      const one = await deliverOne(db);
      if (!one) return;
      all.push(one);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return all;
}

/**
 * Take, send, note, in two transactions with the request between them. A worker that dies in between has
 * perhaps sent it: it is taken again, and the receiver knows it by its id.
 */
async function deliverOne(db: Db, key?: DeliveryKey): Promise<Delivered | undefined> {
  const taken = await inTransaction(db, (tx) =>
    takeDelivery(tx, { leaseSeconds, ...(key && { key }) }),
  );
  if (!taken) return undefined;
  const { eventId, endpointId, url, secrets, at } = taken;
  const body = bodyOf(taken);
  const headers = signedHeaders({ id: eventId, body, at }, secrets);
  const outcome = await post({ url, body, headers }, policyHere());
  await inTransaction(db, (tx) => note(tx, taken, outcome));
  return { eventId, endpointId, outcome };
}

async function note(tx: Tx, taken: TakenDelivery, outcome: Outcome): Promise<void> {
  const { endpointId, tries } = taken;
  await insertAttempt(tx, taken, outcome);
  const meaning = meaningOf(outcome.status);
  if (meaning === "delivered") {
    await endDelivery(tx, taken, { status: "delivered", afterSeconds: null, outcome });
    await noteArrival(tx, endpointId);
    return;
  }
  const afterSeconds = meaning === "gone" ? null : pauseAfter(tries);
  const status = afterSeconds === null ? "failed" : "waiting";
  await endDelivery(tx, taken, { status, afterSeconds, outcome });
  const failing = await noteFailure(tx, endpointId);
  if (meaning === "gone") await switchOff(tx, taken, "gone");
  else if (failing >= failingSeconds) await switchOff(tx, taken, "failing");
}

/** Of many workers that see the same end, one switches off and tells. */
async function switchOff(
  tx: Tx,
  { endpointId, url }: TakenDelivery,
  because: "failing" | "gone",
): Promise<void> {
  if (!(await disableEndpoint(tx, endpointId, because))) return;
  await giveUpDeliveries(tx, endpointId);
  await tellOperator(tx, { url, because });
}

/** Sends a test to an endpoint and waits for its answer: signed like an event, and about no account. */
export async function sendTest(db: Db, endpointId: string): Promise<Outcome & { id: string }> {
  const { url, secrets, at } = await readAs(db, { role: "tallybook_app" }, async (tx) => ({
    ...{ url: (await getEndpoint(tx, endpointId)).url, secrets: await listSecrets(tx, endpointId) },
    at: new Date(),
  }));
  const id = newId<string>();
  const body = testBody(id, at);
  const headers = signedHeaders({ id, body, at }, secrets);
  return { ...(await post({ url, body, headers }, policyHere())), id };
}
