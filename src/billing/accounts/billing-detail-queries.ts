import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { BillingDetails } from "./billing-details";

export async function findBillingDetails(
  tx: Tx,
  accountId: AccountId,
): Promise<BillingDetails | undefined> {
  const { rows } = await sql<BillingDetails>`
    select legal_name as "legalName", address_lines as "addressLines", postal_code as "postalCode", city,
      region, country, tax_id as "taxId", purchase_order as "purchaseOrder", language,
      invoice_emails as "invoiceEmails"
    from billing_details where account_id = ${accountId}`.execute(tx);
  return rows[0];
}

export async function writeBillingDetails(
  tx: Tx,
  accountId: AccountId,
  details: BillingDetails,
): Promise<void> {
  const row = {
    legal_name: details.legalName,
    address_lines: [...details.addressLines],
    postal_code: details.postalCode,
    city: details.city,
    region: details.region,
    country: details.country,
    tax_id: details.taxId,
    purchase_order: details.purchaseOrder,
    language: details.language,
    invoice_emails: [...details.invoiceEmails],
    updated_at: sql<Date>`app_now()`,
  };
  await tx
    .insertInto("billing_details")
    .values({ account_id: accountId, ...row })
    .onConflict((conflict) => conflict.column("account_id").doUpdateSet(row))
    .execute();
}
