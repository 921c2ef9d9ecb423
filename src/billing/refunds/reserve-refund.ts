import type { RefundId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import { keepCredits } from "./held-credits";
import { type PlannedRefund, promiseOf } from "./plan-refund";
import type { RefundRequest, RefundState } from "./refund";
import type { Refundable } from "./refundable";
import { newReturn, setGiven } from "./returned";

/** A refund that was just asked for: nothing of it is held or sent yet. */
export function newRefund(
  draft: AccountDraft,
  planned: PlannedRefund,
  of: {
    id: RefundId;
    request: RefundRequest;
    origin: RefundState["origin"];
    by: string;
    reason: string;
  },
): RefundState {
  const { paymentId, cardMinor, creditMinor, currency } = planned;
  return {
    ...{ ...of.request, id: of.id, origin: of.origin, status: "requested" },
    ...{ paymentId, currency, cardMinor, creditMinor },
    ...{ excessMinor: 0n, excessCreditMinor: 0n },
    amountMinor: cardMinor + creditMinor,
    promised: promiseOf(planned),
    ...{ reason: of.reason, requestedBy: of.by, requestedAt: draft.snapshot.t },
    ...{ approver: null, approvedAt: null, creditNoteId: null, processorRefundId: null },
    ...{ failureCode: null, asksPerson: false, settlement: null, bookedAt: null, closedAt: null },
  };
}

/**
 * Holds the credits a refund will take back, and marks what it gives back of each line: from here on nothing of that is
 * given back by anything else. Answers what is given back of which line as it is known from now on.
 */
export function reserve(
  draft: AccountDraft,
  refund: Pick<RefundState, "id">,
  { planned, from }: { planned: PlannedRefund; from: Refundable },
): Refundable {
  keepCredits(draft, { refundId: refund.id }, planned.lines);
  const returns = new Map(from.returns);
  for (const { line, netMinor, taxMinor, settled } of planned.lines) {
    const { short: _, ...slice } = settled;
    const given = newReturn({
      ...{ kind: "refund", lineId: line.id, refundId: refund.id, invoiceId: null },
      ...{ netMinor, taxMinor, ...slice },
      returnedAt: draft.snapshot.t,
    });
    setGiven(draft, given);
    returns.set(line.id, [...(returns.get(line.id) ?? []), given]);
  }
  return { ...from, returns };
}
