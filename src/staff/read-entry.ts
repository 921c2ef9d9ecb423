import { readEntry } from "@/billing/reports/read-entry";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { listBalancesAround, listReferences } from "./entry-queries";

/** A ledger transaction as the customer has it, and beside that what each transfer is about and what it moved. */
export async function readStaffEntry(tx: Tx, accountId: AccountId, version: bigint) {
  const entry = await readEntry(tx, accountId, version);
  const of = { accountId, version };
  const references = await listReferences(tx, of);
  return {
    ...entry,
    transfers: entry.transfers.map((transfer, index) => ({
      ...transfer,
      about: references[index] ?? null,
    })),
    balances: await listBalancesAround(tx, of),
  };
}
