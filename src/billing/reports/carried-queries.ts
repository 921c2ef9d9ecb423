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

/** What is open of each document before the next one, oldest first: issued ones, then drafts as they stand. */
export async function listOpenTotals(db: Db, accountId: AccountId): Promise<bigint[]> {
  const rows = await db
    .selectFrom("invoices")
    .select(({ eb }) => eb("total_minor", "-", eb.ref("paid_minor")).as("open"))
    .where("account_id", "=", accountId)
    .where("status", "in", ["draft", "issued"])
    .orderBy("issued_at")
    .orderBy("id")
    .execute();
  return rows.map(({ open }) => open);
}
