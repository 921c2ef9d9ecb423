import { sql } from "kysely";
import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId, InvoiceId } from "@/lib/ids";

/** Who sold and bought, and in which zone and language the document speaks. */
export type Parties = {
  sellerName: string;
  sellerAddress: string[];
  sellerTaxId: string | null;
  sellerEmail: string | null;
  sellerFooter: string | null;
  buyerName: string;
  buyerEmail: string;
  buyerAddress: string[];
  buyerPostalCode: string | null;
  buyerCity: string | null;
  buyerRegion: string | null;
  buyerCountry: string | null;
  buyerTaxId: string | null;
  purchaseOrder: string | null;
  timezone: string;
  language: string;
};

type Asked = { accountId: AccountId; invoiceId: InvoiceId };

export async function findParties(
  tx: Tx,
  { accountId, invoiceId }: Asked,
): Promise<Parties | undefined> {
  const { rows } = await sql<Parties>`
    select seller_name as "sellerName", seller_address as "sellerAddress", seller_tax_id as "sellerTaxId",
      seller_email as "sellerEmail", seller_footer as "sellerFooter", buyer_name as "buyerName",
      buyer_email as "buyerEmail", buyer_address as "buyerAddress", buyer_postal_code as "buyerPostalCode",
      buyer_city as "buyerCity", buyer_region as "buyerRegion", buyer_country as "buyerCountry",
      buyer_tax_id as "buyerTaxId", buyer_purchase_order as "purchaseOrder", timezone, language
    from invoice_parties where account_id = ${accountId} and invoice_id = ${invoiceId}`.execute(tx);
  return rows[0];
}

/** The buyer as the details have it today, for documents of before they were kept with each. */
export type BuyerToday = Omit<Parties, `seller${string}`>;

export async function getBuyerToday(tx: Tx, accountId: AccountId): Promise<BuyerToday> {
  const { rows } = await sql<BuyerToday>`
    select coalesce(d.legal_name, a.name) as "buyerName", a.email as "buyerEmail",
      coalesce(d.address_lines, '{}') as "buyerAddress", d.postal_code as "buyerPostalCode",
      d.city as "buyerCity", d.region as "buyerRegion", d.country as "buyerCountry",
      d.tax_id as "buyerTaxId", d.purchase_order as "purchaseOrder", a.timezone,
      coalesce(d.language, 'en') as language
    from accounts a left join billing_details d on d.account_id = a.id
    where a.id = ${accountId}`.execute(tx);
  const [row] = rows;
  assert(row, "a document is of an account");
  return row;
}

export type LineExtra = {
  id: string;
  /** In millionths; null where no tax was asked for. */
  taxRatePpm: bigint | null;
  /** Number of the document a credit gives back of. */
  credits: string | null;
};

/** What lines say beside their amounts. */
export async function listLineExtras(
  tx: Tx,
  { accountId, invoiceId }: Asked,
): Promise<LineExtra[]> {
  const { rows } = await sql<LineExtra>`
    select l.id, l.tax_rate_ppm as "taxRatePpm", i.number as credits
    from invoice_lines l
    left join invoice_lines c on c.account_id = l.account_id and c.id = l.credited_line_id
    left join invoices i on i.account_id = c.account_id and i.id = c.invoice_id
    where l.account_id = ${accountId} and l.invoice_id = ${invoiceId}`.execute(tx);
  return rows;
}
