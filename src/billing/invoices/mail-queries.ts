import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";

/** A document just issued, as a mail tells of it. */
export type InvoiceToMail = {
  accountId: AccountId;
  invoiceId: InvoiceId;
  account: string;
  document: "invoice" | "credit_note";
  number: string;
  currency: string;
  totalMinor: bigint;
  /** What nobody has paid yet. */
  dueMinor: bigint;
  /** Null also of what is due with the next invoice. */
  dueAt: Date | null;
  seller: string;
  buyer: string;
  purchaseOrder: string | null;
  timezone: string;
  /** Of the document. */
  language: string;
  /** Whether an automatic top-up ordered what it sells. */
  byTopUp: boolean;
  /** Nobody where a top-up took its order back; else without those an alert tells of the same invoice. */
  recipients: string[];
};

/**
 * The document whose mails have waited longest; no other worker sees it until this transaction ends. One that a top-up
 * is paying just now waits for that: the mail is its receipt.
 */
export async function takeInvoiceToMail(tx: Tx): Promise<InvoiceToMail | undefined> {
  const { rows } = await sql<InvoiceToMail>`
    with taken as materialized (
      select m.account_id, m.invoice_id, m.recipients,
        exists (select from top_up_runs r
          where r.account_id = m.account_id and r.invoice_id = m.invoice_id) as by_top_up
      from invoice_mails m
      where m.mailed_at is null and not exists (select from top_up_runs r
        where r.account_id = m.account_id and r.invoice_id = m.invoice_id and r.status = 'ordered')
      order by m.issued_at limit 1 for update of m skip locked)
    select t.account_id as "accountId", t.invoice_id as "invoiceId", a.name as account, i.document, i.number,
      i.currency, i.total_minor as "totalMinor",
      case when i.status = 'issued' then i.total_minor - i.paid_minor else 0 end as "dueMinor",
      i.due_at as "dueAt", p.seller_name as seller, p.buyer_name as buyer,
      p.buyer_purchase_order as "purchaseOrder", p.timezone, p.language,
      t.by_top_up as "byTopUp",
      array(select one from unnest(t.recipients) as one
        where not (t.by_top_up and i.status = 'void') and not exists (select from alert_firings f
          where f.account_id = t.account_id and f.kind = 'invoice' and f.about = t.invoice_id::text
            and 'email' = any(f.channels) and one = any(f.recipients))) as recipients
    from taken t
    join accounts a on a.id = t.account_id
    join invoices i on i.account_id = t.account_id and i.id = t.invoice_id
    join invoice_parties p on p.account_id = t.account_id and p.invoice_id = t.invoice_id`.execute(
    tx,
  );
  return rows[0];
}

export async function noteInvoiceMailed(
  tx: Tx,
  { accountId, invoiceId }: Pick<InvoiceToMail, "accountId" | "invoiceId">,
): Promise<void> {
  await sql`update invoice_mails set mailed_at = app_now()
    where account_id = ${accountId} and invoice_id = ${invoiceId}`.execute(tx);
}
