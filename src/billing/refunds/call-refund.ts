import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { assert } from "@/lib/errors";
import type { RefundId } from "@/lib/ids";
import { commit } from "../commit";
import type { Author } from "../decision";
import { upToDate } from "../operate";
import type { CallKind } from "../payments/call-kinds";
import type { GatewayCall, TakenCall } from "../payments/call-queries";
import type { PaymentGateway, ProcessorRefund } from "../payments/gateway";
import { lockAccounts } from "../snapshot";
import { applyRefund } from "./apply-refund";
import { decideRelease, decideStatus } from "./decide-outcome";
import { loadRefund } from "./load";
import { findChargeOf } from "./queries";
import { isInFlight, type RefundStatus } from "./refund";

/** A key is known to the processor for a day; older than that it is looked at, never sent blindly (FAULTS F11). */
const keySeconds = 20 * 3_600;

const byTheCaller: Author = { actor: "system:refunds", requestId: "refund" };

/** One that was sent before, and not found, is looked for once more before it is sent again. */
export type RefundCall = { looksFirst?: true };

/** `absent`: a day later the processor knows of none. `over`: it was ended before it was sent. */
type Answer = ProcessorRefund | "absent" | "over";

/**
 * Gives money back: written down before it is asked for, asked for under its own id, and booked by what books events of
 * it too. Without an answer it is asked again, or looked for.
 */
export const refundCall: CallKind<Answer> = {
  async ask({ db, gateway, call }) {
    const id = refundOf(call);
    if (!(await begin(db, call))) return "over";
    const found = await readAs(db, { role: "tallybook_app" }, (tx) =>
      findChargeOf(tx, call.accountId, id),
    );
    assert(found, "what is sent gives back to a charge");
    const { chargeId, refund } = found;
    const { looksFirst = false } = call.request as RefundCall;
    const isOld = isTooOldToSend(call);
    const made = isOld || looksFirst ? await findAtProcessor(gateway, chargeId, id) : undefined;
    if (made || isOld) return made ?? "absent";
    const { currency, cardMinor: amountMinor } = refund;
    const asked = { accountId: call.accountId, refundId: id, chargeId, currency, amountMinor };
    return await gateway.refund(asked, call.id);
  },

  async settle(tx, call, answer) {
    if (answer === "over") return answer;
    if (answer === "absent") {
      await moveTo(tx, call, { status: "unknown", asksPerson: true });
      return answer;
    }
    await applyRefund(tx, answer);
    return { id: answer.id, status: answer.status };
  },

  async unsure(tx, call) {
    await moveTo(tx, call, { status: "unknown" });
  },

  async refused(tx, call, error) {
    const { accountId } = call;
    const { snapshot: bare } = await upToDate(tx, await lockAccounts(tx, [accountId]));
    const { snapshot, from, refund } = await loadRefund(tx, bare, refundOf(call));
    if (!isInFlight(refund.status)) return;
    const code = error.code ?? error.kind;
    const how = { refund, from, as: "failed" as const, code };
    await commit(tx, [decideRelease(snapshot, how, byTheCaller).decision]);
  },
};

function refundOf({ refundId }: GatewayCall): RefundId {
  assert(refundId, "the call is of a refund");
  return refundId;
}

function isTooOldToSend({ attempts, ageSeconds }: TakenCall): boolean {
  return attempts > 1 && ageSeconds > keySeconds;
}

async function findAtProcessor(
  gateway: PaymentGateway,
  chargeId: string,
  id: RefundId,
): Promise<ProcessorRefund | undefined> {
  return (await gateway.listRefunds(chargeId)).find(({ refundId }) => refundId === id);
}

/** From here on it is not taken back any more. False where it was. */
async function begin(db: Db, call: GatewayCall): Promise<boolean> {
  return await inTransaction(db, (tx) => moveTo(tx, call, { status: "calling" }));
}

/** Whether it is still on its way, and now stands so. */
async function moveTo(
  tx: Tx,
  call: GatewayCall,
  { status, asksPerson = false }: { status: RefundStatus; asksPerson?: boolean },
): Promise<boolean> {
  const { snapshot: bare } = await upToDate(tx, await lockAccounts(tx, [call.accountId]));
  const { snapshot, refund } = await loadRefund(tx, bare, refundOf(call));
  if (!isInFlight(refund.status)) return false;
  if (refund.status === status && refund.asksPerson === asksPerson) return true;
  await commit(tx, [decideStatus(snapshot, { refund, status, asksPerson }, byTheCaller).decision]);
  return true;
}
