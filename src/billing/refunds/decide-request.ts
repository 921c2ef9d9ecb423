import { BillingError } from "@/lib/errors";
import type { RefundId } from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import type { Author, Decision } from "../decision";
import { freeKept } from "../plans/hold-back";
import { honourPaid } from "../plans/paid";
import type { Snapshot } from "../state";
import { bookRefund } from "./book-refund";
import { type PlannedRefund, planRefund } from "./plan-refund";
import { movedTo, type RefundRequest, type RefundState, samePromise } from "./refund";
import type { Refundable } from "./refundable";
import { newRefund, reserve } from "./reserve-refund";
import { setRefund } from "./set-refund";

export type AskedRefund = {
  id: RefundId;
  request: RefundRequest;
  from: Refundable;
  /** Who asks, and why: the audit record has it. */
  by: string;
  reason: string;
  /** Whether a second person has to say yes first. */
  waits: boolean;
};

export type DecidedRefund = {
  decision: Decision;
  draft: AccountDraft;
  planned: PlannedRefund;
  refund: RefundState;
};

/**
 * A refund as it is asked for. What goes by card holds its credits until the money has left; what is kept for the
 * account, or is no longer owed, is booked at once. A preview is the same decision, not committed.
 *
 * Errors: `refund_exceeds_payment`; `invoice_not_refundable`; `refund_blocked` where spent credits are to stop it.
 */
export function decideRefund(
  snapshot: Snapshot,
  { id, request, from, by, reason, waits }: AskedRefund,
  author: Author,
): DecidedRefund {
  const draft = new AccountDraft(snapshot, author);
  freeKept(draft, snapshot.t);
  const planned = planRefund(draft, request, from);
  const asked = newRefund(draft, planned, { id, request, origin: "staff", by, reason });
  setRefund(draft, asked, true);
  const refund = waits ? asked : proceed(draft, asked, { planned, from });
  honourPaid(draft, snapshot.t);
  return { decision: draft.finish(snapshot.t), draft, planned, refund };
}

/**
 * A second person says yes: it is decided again as of now, and does what was shown or nothing.
 *
 * Errors: `own_request`; `refund_changed` where another refund or credit came in between.
 */
export function decideApproval(
  snapshot: Snapshot,
  { refund, from, approver }: { refund: RefundState; from: Refundable; approver: string },
  author: Author,
): DecidedRefund {
  if (approver === refund.requestedBy) {
    throw new BillingError("own_request", "Somebody else has to approve what you asked for.");
  }
  const { t } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  freeKept(draft, t);
  const planned = planRefund(draft, refund, from);
  const approved = { ...refund, approver, approvedAt: t };
  const now = proceed(draft, approved, { planned, from });
  if (!samePromise(refund.promised, now.promised)) {
    throw new BillingError(
      "refund_changed",
      "What this refund would do has changed since it was asked for. Reject it and ask anew.",
    );
  }
  honourPaid(draft, t);
  return { decision: draft.finish(t), draft, planned, refund: now };
}

function proceed(
  draft: AccountDraft,
  asked: RefundState,
  { planned, from }: { planned: PlannedRefund; from: Refundable },
): RefundState {
  assertNotBlocked(asked, planned);
  const { cardMinor, creditMinor, paymentId } = planned;
  const parts = { cardMinor, creditMinor, paymentId, amountMinor: cardMinor + creditMinor };
  const promised = newRefund(draft, planned, {
    ...{ id: asked.id, request: asked, origin: asked.origin, by: asked.requestedBy },
    reason: asked.reason,
  }).promised;
  const reserved: RefundState = { ...movedTo(asked, "reserved"), ...parts, promised };
  setRefund(draft, reserved);
  const reservedFrom = reserve(draft, reserved, { planned, from });
  return reserved.cardMinor > 0n ? reserved : bookRefund(draft, reserved, reservedFrom);
}

function assertNotBlocked({ shortfall }: RefundState, { short }: PlannedRefund): void {
  if (shortfall !== "block" || short === 0n) return;
  throw new BillingError(
    "refund_blocked",
    "Credits that would be taken back were used already. Choose to have them owed or written off.",
    { short },
  );
}
