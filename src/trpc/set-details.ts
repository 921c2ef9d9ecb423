import { type BillingDetails, setBillingDetails } from "@/billing/accounts/billing-details";
import { tellingCustomer } from "@/billing/payments/customers";
import { askTaxIdCheck } from "@/billing/payments/tax-ids";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { paymentGateway } from "@/stripe/gateway";

/** Sets what stands on an account's documents; where a processor is connected, that is told, and its tax id's register is asked. */
export async function setDetails(
  tx: Tx,
  accountId: AccountId,
  given: Partial<BillingDetails>,
): Promise<BillingDetails & { changed: boolean }> {
  const set = await tellingCustomer(tx, accountId, () => setBillingDetails(tx, accountId, given));
  if (set.changed && paymentGateway()) await askTaxIdCheck(tx, accountId, set);
  return set;
}
