import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { RefundId } from "@/lib/ids";
import type { Snapshot } from "../state";
import { findRefund } from "./queries";
import type { RefundState } from "./refund";
import type { Refundable } from "./refundable";
import { listInvoicesOfRefund, loadFor } from "./refundable-queries";

/** A refund with all it gives back of. Error: `not_found`. */
export async function loadRefund(
  tx: Tx,
  snapshot: Snapshot,
  id: RefundId,
): Promise<{ snapshot: Snapshot; from: Refundable; refund: RefundState }> {
  const refund = await findRefund(tx, snapshot.accountId, id);
  if (!refund) throw noSuchRefund();
  const marked = await listInvoicesOfRefund(tx, snapshot.accountId, id);
  const invoiceIds = [...new Set([refund.invoiceId, ...marked])];
  return { ...(await loadFor(tx, snapshot, invoiceIds)), refund };
}

function noSuchRefund(): BillingError {
  return new BillingError("not_found", "There is no such refund.");
}
