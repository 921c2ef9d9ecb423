import { isDeepStrictEqual } from "node:util";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
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
};

const none: BillingDetails = {
  ...{ legalName: null, addressLines: [], postalCode: null, city: null, region: null },
  ...{ country: null, taxId: null, purchaseOrder: null, language: null },
};

export async function getBillingDetails(tx: Tx, accountId: AccountId): Promise<BillingDetails> {
  return (await findBillingDetails(tx, accountId)) ?? none;
}

/**
 * Sets the details as a whole: what is not among them is empty from now on. Documents issued before keep
 * what they say. Its own key.
 */
export async function setBillingDetails(
  tx: Tx,
  accountId: AccountId,
  given: Partial<BillingDetails>,
): Promise<BillingDetails & { changed: boolean }> {
  await lockAccounts(tx, [accountId]);
  const details = { ...none, ...given };
  const before = await getBillingDetails(tx, accountId);
  if (isDeepStrictEqual(before, details)) return { ...before, changed: false };
  await writeBillingDetails(tx, accountId, details);
  return { ...details, changed: true };
}
