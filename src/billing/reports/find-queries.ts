import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { AccountId, InvoiceId, InvoiceLineId } from "@/lib/ids";

export type FoundInvoice = {
  id: InvoiceId;
  number: string;
  /** The line of the plan it bills, whose use is a page of its own. */
  planLineId: InvoiceLineId | null;
};

/** The newest numbered invoices whose number holds the text; without a text, simply the newest. */
export async function listInvoicesByNumber(
  db: Db,
  { accountId, text, limit }: { accountId: AccountId; text: string; limit: number },
): Promise<FoundInvoice[]> {
  const { rows } = await sql<FoundInvoice>`
    select i.id, i.number, (
      select l.id from invoice_lines l
      where l.account_id = i.account_id and l.invoice_id = i.id
        and l.kind in ('plan', 'proration_charge')
      order by l.position limit 1) as "planLineId"
    from invoices i
    where i.account_id = ${accountId} and i.number is not null
      and strpos(upper(i.number), upper(${text})) > 0
    order by i.created_at desc, i.id desc
    limit ${limit}`.execute(db);
  return rows;
}
