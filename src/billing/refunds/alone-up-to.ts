import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { CurrentCatalog } from "../plans/current-catalog";
import { sumUnapproved } from "./queries";

/**
 * Up to which amount one person refunds an invoice; undefined where the catalogue sets no limit at all. Where it sets some, a
 * currency it does not name has nothing that one person gives back alone: forgotten, it would let any amount go. What went
 * back of the invoice by one person before counts: a refund is not made smaller than the limit by making it twice.
 */
export async function aloneUpTo(
  tx: Tx,
  { refunds: { approvalAbove } }: Pick<CurrentCatalog, "refunds">,
  of: { accountId: AccountId; currency: string; invoiceId: InvoiceId },
): Promise<bigint | undefined> {
  if (Object.keys(approvalAbove).length === 0) return undefined;
  const most = approvalAbove[of.currency] ?? 0n;
  const before = await sumUnapproved(tx, of);
  return most > before ? most - before : 0n;
}
