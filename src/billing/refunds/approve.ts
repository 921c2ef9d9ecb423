import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { RefundId } from "@/lib/ids";
import { operate, type Replayable, type Request } from "../operate";
import { decideRelease, decideStatus } from "./decide-outcome";
import { decideApproval } from "./decide-request";
import { loadRefund } from "./load";
import { takeBackCall } from "./queries";
import type { RefundState } from "./refund";
import { type RefundAnswer, send } from "./request";

type Of = Request & { refundId: RefundId };

/**
 * A second person says yes: the credits are held and it is sent, as if it were asked for now. Also to one that the
 * processor knows nothing of after a day without an answer: it is sent once more (FAULTS F11).
 *
 * Errors: `own_request`; `refund_changed`; `refund_not_open` where it waits for nobody.
 */
export async function approveRefund(tx: Tx, request: Of): Promise<Replayable<RefundAnswer>> {
  const { accountId, author, refundId } = request;
  const approver = author.actor;
  const answer = await operate(tx, request, async (bare) => {
    const { snapshot, from, refund } = await loadRefund(tx, bare, refundId);
    if (refund.asksPerson) {
      const again = decideStatus(snapshot, { refund, status: "calling" }, author);
      return { decision: again.decision, answer: answerOf(again.refund) };
    }
    if (refund.status !== "requested") throw notOpen(refund);
    const decided = decideApproval(snapshot, { refund, from, approver }, author);
    return { decision: decided.decision, answer: answerOf(decided.refund) };
  });
  if (!answer.replayed && (answer.status === "reserved" || answer.status === "calling")) {
    await send(tx, { accountId, refundId, again: answer.status === "calling" });
  }
  return answer;
}

/** A second person says no; or what the processor knows nothing of is given up, its credits given back. */
export async function rejectRefund(tx: Tx, request: Of): Promise<Replayable<RefundAnswer>> {
  const { author, refundId } = request;
  return await operate(tx, request, async (bare) => {
    const { snapshot, from, refund } = await loadRefund(tx, bare, refundId);
    if (refund.asksPerson) {
      const how = { refund, from, as: "failed" as const, code: "given_up" };
      const ended = decideRelease(snapshot, how, author);
      return { decision: ended.decision, answer: answerOf(ended.refund) };
    }
    if (refund.status !== "requested") throw notOpen(refund);
    const ended = decideStatus(snapshot, { refund, status: "rejected" }, author);
    return { decision: ended.decision, answer: answerOf(ended.refund) };
  });
}

/**
 * Takes back what was asked for, while it has not been sent: its credits are there again. Error: `refund_not_open` from
 * the moment on that its call is begun.
 */
export async function undoRefund(tx: Tx, request: Of): Promise<Replayable<RefundAnswer>> {
  const { accountId, author, refundId } = request;
  return await operate(tx, request, async (bare) => {
    const { snapshot, from, refund } = await loadRefund(tx, bare, refundId);
    if (refund.status === "requested") {
      const ended = decideStatus(snapshot, { refund, status: "undone" }, author);
      return { decision: ended.decision, answer: answerOf(ended.refund) };
    }
    const isInTime = refund.status === "reserved" && (await takeBackCall(tx, accountId, refundId));
    if (!isInTime) throw notOpen(refund);
    const ended = decideRelease(snapshot, { refund, from, as: "undone", code: null }, author);
    return { decision: ended.decision, answer: answerOf(ended.refund) };
  });
}

function answerOf({ id, status, creditNoteId }: RefundState): RefundAnswer {
  return { refundId: id, status, creditNoteId };
}

function notOpen({ status }: RefundState): BillingError {
  return new BillingError("refund_not_open", "This refund waits for nobody any more.", { status });
}
