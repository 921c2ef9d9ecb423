import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { CurrentCatalog } from "../plans/current-catalog";
import { sumUnapproved } from "./queries";

/**
 * Up to which amount one person refunds an invoice; undefined where there is no limit. What went back of it by one person
 * before counts: a refund is not made smaller than the limit by making it twice.
 */
export async function aloneUpTo(
  tx: Tx,
  { refunds }: Pick<CurrentCatalog, "refunds">,
  of: { accountId: AccountId; currency: string; invoiceId: InvoiceId },
): Promise<bigint | undefined> {
  const most = refunds.approvalAbove[of.currency];
  if (most === undefined) return undefined;
  const before = await sumUnapproved(tx, of);
  return most > before ? most - before : 0n;
}
