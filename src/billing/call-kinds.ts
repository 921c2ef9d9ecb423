import { acceptCall, submitCall } from "./disputes/call-dispute";
import { settleAnew } from "./disputes/stand-aside";
import { type CallKind, callKinds as payments } from "./payments/call-kinds";
import { refundCall } from "./refunds/call-refund";

/** Every kind of call to a processor there is, by its name in `gateway_calls`. */
export const callKinds: Readonly<Record<string, CallKind>> = {
  ...payments,
  refund: heldByDisputes(refundCall) as CallKind,
  dispute_accept: acceptCall as CallKind,
  dispute_submit: submitCall as CallKind,
};

/** What a refund gives up is held where its payment is disputed, in the same transaction: it cannot be spent. */
function heldByDisputes<Answer>(kind: CallKind<Answer>): CallKind<Answer> {
  return {
    ...kind,
    async settle(tx, call, answer) {
      const kept = await kind.settle(tx, call, answer);
      await settleAnew(tx, call.accountId);
      return kept;
    },
    async refused(tx, call, error) {
      await kind.refused?.(tx, call, error);
      await settleAnew(tx, call.accountId);
    },
  };
}
