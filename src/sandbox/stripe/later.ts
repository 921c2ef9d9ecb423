import type { Call } from "./call";
import { openDispute } from "./disputes";
import { failRefund, settleRefund } from "./refunds";
import { endTaxIdCheck } from "./tax-ids";

/** What Stripe does by itself some time after a call. */
type Later = {
  what: "dispute" | "refund-fails" | "refund-succeeds" | "tax-id-checked";
  id: string;
  dueAt: number;
};

/** Does all that is due by now, in the order it was left. */
export function doLater(call: Call): void {
  for (const { key, value } of call.state.notes("later")) {
    const { what, id, dueAt } = value as Later;
    if (dueAt > call.at) continue;
    call.state.setNote(key, null);
    doIt(call, what, id);
  }
}

function doIt(call: Call, what: Later["what"], id: string): void {
  switch (what) {
    case "dispute":
      openDispute(call, id);
      break;
    case "refund-fails":
      failRefund(call, id, "expired_or_canceled_card");
      break;
    case "refund-succeeds":
      settleRefund(call, id);
      break;
    case "tax-id-checked":
      endTaxIdCheck(call, id);
      break;
  }
}
