import { readUpToDate } from "@/billing/catch-up";
import { print } from "@/billing/invoices/print";
import { readEvidence } from "@/billing/reports/read-evidence";
import type { Db } from "@/db/client";
import type { AccountId, DisputeId } from "@/lib/ids";
import { evidenceSheet } from "./evidence-sheet";

/** A dispute's evidence pack as a PDF, for the bank; printed in the thread that prints all documents. */
export async function evidencePackOf(
  db: Db,
  accountId: AccountId,
  disputeId: DisputeId,
): Promise<{ name: string; bytes: Uint8Array }> {
  const pack = await readUpToDate(
    db,
    accountId,
    (tx) => readEvidence(tx, accountId, disputeId),
    "tallybook_app",
  );
  return { name: `evidence-${pack.invoice.number}.pdf`, bytes: await print(evidenceSheet(pack)) };
}
