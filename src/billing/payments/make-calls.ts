import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { assert } from "@/lib/errors";
import type { AccountId, GatewayCallId } from "@/lib/ids";
import { callKinds } from "../call-kinds";
import { endCall, type GatewayCall, putOff, takeCall } from "./call-queries";
import { GatewayError, type PaymentGateway } from "./gateway";

// Longer than all steps of a call can take, so that no other process makes it at the same time.
const leaseSeconds = 90;
const lanes = 8;

/** Every call that is due, or due again. Answers how many were made. */
export async function makeCalls(db: Db, gateway: PaymentGateway): Promise<number> {
  if (!(await makeOne(db, gateway))) return 0; // as most of the time: one question, not one of each lane
  let made = 1;
  const lane = async () => {
    while (await makeOne(db, gateway)) made += 1;
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return made;
}

/** One call at once, for somebody who waits for it. False where it is in other hands, or over. */
export async function makeCall(
  db: Db,
  gateway: PaymentGateway,
  key: { accountId: AccountId; id: GatewayCallId },
): Promise<boolean> {
  return await makeOne(db, gateway, key);
}

/**
 * Take, ask, settle: two transactions with the request between them. A process that dies in between has perhaps
 * asked: when the lease is over it is asked again under the same key, and answered the same.
 */
async function makeOne(
  db: Db,
  gateway: PaymentGateway,
  key?: { accountId: AccountId; id: GatewayCallId },
): Promise<boolean> {
  const call = await inTransaction(db, (tx) => takeCall(tx, { leaseSeconds, ...(key && { key }) }));
  if (!call) return false;
  const kind = callKinds[call.kind];
  assert(kind, `a call is of a kind we know, not "${call.kind}"`);
  try {
    const answer = await kind.ask({ db, gateway, call });
    await inTransaction(db, async (tx) => {
      const kept = await kind.settle(tx, call, answer);
      await endCall(tx, call, { status: "succeeded", answer: kept });
    });
  } catch (error) {
    await noteError(db, call, error);
  }
  return true;
}

async function noteError(db: Db, call: GatewayCall, error: unknown): Promise<void> {
  if (!(error instanceof GatewayError)) {
    // A fault of ours or of the database: the lease runs out, and it is made again.
    throw error;
  }
  const { kind, code, message } = error;
  if (kind === "unknown" || kind === "busy") {
    const status = kind === "unknown" ? "unknown" : "intended";
    const afterSeconds = pauseSeconds(call.attempts);
    await inTransaction(db, async (tx) => {
      if (kind === "unknown") await callKinds[call.kind]?.unsure?.(tx, call);
      await putOff(tx, call, { status, afterSeconds, code, error: message });
    });
    return;
  }
  const settled = callKinds[call.kind];
  await inTransaction(db, async (tx) => {
    await settled?.refused?.(tx, call, error);
    await endCall(tx, call, { status: "failed", code: code ?? kind, error: message });
  });
}

/** Asked again soon, and never later than after half a minute (FAULTS §4, 13). */
function pauseSeconds(attempts: number): number {
  return Math.min(30, 2 ** Math.min(attempts, 5)) * (0.75 + Math.random() / 4);
}
