import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { commit } from "../commit";
import type { Author } from "../decision";
import { listInvoiceLines } from "../invoices/document-queries";
import { lineOf } from "../invoices/line-row";
import { upToDate } from "../operate";
import { lockAccounts } from "../snapshot";
import { isLineGranted } from "./credit-queries";
import { decideMissingGrant } from "./decide-missing-grant";

/** What a paid line sold is granted; one of a plan, or that was granted in part, only a person can tell. */
export async function grantMissing(
  tx: Tx,
  of: { accountId: AccountId; invoiceId: InvoiceId; lineId: string; credits: bigint },
  author: Author,
): Promise<void> {
  const { accountId, invoiceId, lineId, credits } = of;
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const row = (await listInvoiceLines(tx, accountId, invoiceId)).find(({ id }) => id === lineId);
  const line = row && lineOf(row);
  // Asked under the lock: its money may have been heard of since, and brought them.
  const isGranted = await isLineGranted(tx, { accountId, lineId });
  if (line?.kind !== "pack" || line.credits !== credits || isGranted) {
    throw new BillingError("invalid_input", "Only a pack that gave nothing is given as a whole.", {
      field: "differenceId",
    });
  }
  await commit(tx, [decideMissingGrant(snapshot, line, author)]);
}
