import { type CallKind, callKinds as payments } from "./payments/call-kinds";
import { refundCall } from "./refunds/call-refund";

/** Every kind of call to a processor there is, by its name in `gateway_calls`. */
export const callKinds: Readonly<Record<string, CallKind>> = {
  ...payments,
  refund: refundCall as CallKind,
};
