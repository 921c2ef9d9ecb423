import { sql } from "kysely";
import { plainArray, textArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { Seller } from "./seller";

/**
 * Keeps with each document just numbered who sold and who bought, in which zone and language it speaks:
 * what changes later changes no document. And who is to be told of it by mail, in the same statement; of its own
 * documents Stripe tells.
 */
export async function insertInvoiceParties(
  tx: Tx,
  issued: readonly { accountId: AccountId; id: InvoiceId }[],
  { name, address, taxId, email, footer }: Seller,
): Promise<void> {
  if (issued.length === 0) return;
  await sql`
    with parties as (insert into invoice_parties (account_id, invoice_id,
      seller_name, seller_address, seller_tax_id, seller_email, seller_footer,
      buyer_name, buyer_email, buyer_address, buyer_postal_code, buyer_city, buyer_region, buyer_country,
      buyer_tax_id, buyer_purchase_order, timezone, language)
    select a.id, i.invoice_id, ${name}, ${textArray(address)}::text[], ${taxId}, ${email}, ${footer},
      coalesce(d.legal_name, a.name), a.email, coalesce(d.address_lines, '{}'), d.postal_code, d.city, d.region,
      d.country, d.tax_id, d.purchase_order, a.timezone, coalesce(d.language, 'en')
    from unnest(${plainArray(issued.map((one) => one.accountId))}::uuid[],
      ${plainArray(issued.map((one) => one.id))}::uuid[]) as i (account_id, invoice_id)
    join accounts a on a.id = i.account_id
    left join billing_details d on d.account_id = i.account_id
    returning account_id, invoice_id)
    insert into invoice_mails (account_id, invoice_id, recipients, issued_at)
    select p.account_id, p.invoice_id, d.invoice_emails, app_now()
    from parties p join billing_details d on d.account_id = p.account_id
    join invoices i on i.account_id = p.account_id and i.id = p.invoice_id
    where d.invoice_emails <> '{}' and i.stripe_invoice_id is null`.execute(tx);
}
