import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { readTaxTable } from "../invoices/tax-queries";
import { missingFor } from "../invoices/tax-rule";
import { listTaxes } from "../invoices/terms-queries";

/** What of an address is not known that its tax depends on: taxes may change with it. Null where nothing is. */
export async function readTaxMissing(
  tx: Tx,
  accountId: AccountId,
): Promise<"country" | "region" | null> {
  const [stored] = await listTaxes(tx, [accountId]);
  assert(stored, "the account stands");
  return missingFor(stored, await readTaxTable(tx));
}
