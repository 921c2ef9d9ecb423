import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { InvoiceId, RefundId } from "@/lib/ids";
import { listLinesOf } from "../invoices/earning-queries";
import { withSlices } from "../snapshot-rows";
import type { Snapshot } from "../state";
import { findRefund } from "./queries";
import type { RefundState } from "./refund";
import type { Refundable } from "./refundable";
import { listInvoicesOfRefund, loadRefundable } from "./refundable-queries";

/** An account with the lines of some invoices, those too that have earned all, and what of them can go back. */
export async function loadFor(
  tx: Tx,
  snapshot: Snapshot,
  invoiceIds: readonly InvoiceId[],
): Promise<{ snapshot: Snapshot; from: Refundable }> {
  const { accountId } = snapshot;
  const lines = [...snapshot.lines];
  for (const invoiceId of invoiceIds) {
    const known = new Set(lines.map(({ id }) => id));
    const more = (await listLinesOf(tx, accountId, invoiceId)).filter(({ id }) => !known.has(id));
    lines.push(...more.map(withSlices));
  }
  const from = await loadRefundable(tx, accountId, invoiceIds);
  return { snapshot: { ...snapshot, lines }, from };
}

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
