import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";

/** The document before an invoice, of the same subscription; of one without, the one before without. */
export async function findInvoiceBefore(
  tx: Tx,
  { accountId, invoiceId }: { accountId: AccountId; invoiceId: InvoiceId },
): Promise<InvoiceId | undefined> {
  const { rows } = await sql<{ id: InvoiceId }>`
    select b.id
    from invoices i
    join invoices b on b.account_id = i.account_id
      and b.subscription_id is not distinct from i.subscription_id
      and b.currency = i.currency and b.status not in ('draft', 'void')
      and (b.created_at, b.id) < (i.created_at, i.id)
    where i.account_id = ${accountId} and i.id = ${invoiceId}
    order by b.created_at desc, b.id desc
    limit 1`.execute(tx);
  return rows[0]?.id;
}
