import { isDeepStrictEqual } from "node:util";
import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { taxIdExample, taxIdForm } from "@/lib/tax-ids";
import { lockAccounts } from "../snapshot";
import { findBillingDetails, writeBillingDetails } from "./billing-detail-queries";

/** What an account wants on its documents. Null where it said nothing. */
export type BillingDetails = {
  /** In place of the account's name. */
  legalName: string | null;
  addressLines: readonly string[];
  postalCode: string | null;
  city: string | null;
  region: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  taxId: string | null;
  purchaseOrder: string | null;
  /** Of the documents; null: English. */
  language: string | null;
  /** Who is sent a mail for every document issued; normal addresses, each once. */
  invoiceEmails: readonly string[];
};

export const mostInvoiceEmails = 10;

const none: BillingDetails = {
  ...{ legalName: null, addressLines: [], postalCode: null, city: null, region: null },
  ...{ country: null, taxId: null, purchaseOrder: null, language: null, invoiceEmails: [] },
};

export async function getBillingDetails(tx: Tx, accountId: AccountId): Promise<BillingDetails> {
  return (await findBillingDetails(tx, accountId)) ?? none;
}

/**
 * Sets the details as a whole: what is not among them is empty from now on. Documents issued before keep
 * what they say. A tax id that begins as one of its country and is none is refused, as the tax may depend on
 * it. Its own key.
 */
export async function setBillingDetails(
  tx: Tx,
  accountId: AccountId,
  given: Partial<BillingDetails>,
): Promise<BillingDetails & { changed: boolean }> {
  await lockAccounts(tx, [accountId]);
  const details = { ...none, ...given };
  assertTaxId(details);
  const before = await getBillingDetails(tx, accountId);
  if (isDeepStrictEqual(before, details)) return { ...before, changed: false };
  await writeBillingDetails(tx, accountId, details);
  return { ...details, changed: true };
}

function assertTaxId({ taxId, country }: BillingDetails): void {
  if (taxId === null || taxIdForm(taxId, country) !== "wrong") return;
  const example = taxIdExample(country);
  throw new BillingError(
    "invalid_input",
    `A tax id of ${country} looks like ${example}; ${taxId} does not.`,
    { field: "taxId" },
  );
}
