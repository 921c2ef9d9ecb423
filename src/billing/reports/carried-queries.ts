import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";

export type WaitingInvoice = {
  id: InvoiceId;
  number: string;
  issuedAt: Date;
  dueAt: Date | null;
  open: bigint;
  currency: string;
};

/** Issued invoices that wait for money, carried ones among them. */
export async function listWaitingInvoices(db: Db, accountId: AccountId): Promise<WaitingInvoice[]> {
  const { rows } = await sql<WaitingInvoice>`
    select id, number, issued_at as "issuedAt", due_at as "dueAt", total_minor - paid_minor as open, currency
    from invoices where account_id = ${accountId} and status = 'issued' order by issued_at, id`.execute(
    db,
  );
  return rows;
}
