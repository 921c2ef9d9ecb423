import type { Tx } from "@/db/client";
import { assert, BillingError } from "@/lib/errors";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { commit } from "../commit";
import type { Author } from "../decision";
import { listInvoiceLines } from "../invoices/document-queries";
import { lineOf } from "../invoices/line-row";
import { upToDate } from "../operate";
import { lockAccounts } from "../snapshot";
import { decideMissingGrant } from "./decide-missing-grant";
import { listMissingGrants } from "./missing-grant-queries";

/** What a paid line sold is granted, once; of a period that is over, or in part, only a person can tell. */
export async function grantMissing(
  tx: Tx,
  of: {
    accountId: AccountId;
    invoiceId: InvoiceId;
    lineId: string;
    credits: bigint;
    /** What the difference is about: of a year the month that lacks, too. */
    subject: string;
  },
  author: Author,
): Promise<void> {
  const { accountId, invoiceId, lineId, credits, subject } = of;
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  // Asked under the lock: they may have come since, money may have gone back, or its period may be over.
  const [missing] = await listMissingGrants(tx, { accountId, lineId });
  const isSame = missing?.subject === subject && missing.credits === -credits;
  if (!isSame || missing.facts.byHand !== undefined) {
    throw new BillingError(
      "invalid_input",
      missing?.facts.byHand === "period_over"
        ? "The plan period is over: its credits would be over at once. Refund the line, or give goodwill credits."
        : "These credits are not missing any more, or not as a whole. Compare again.",
      { field: "differenceId" },
    );
  }
  const row = (await listInvoiceLines(tx, accountId, invoiceId)).find(({ id }) => id === lineId);
  assert(row, "a line whose credits are missing is of its invoice");
  await commit(tx, [decideMissingGrant(snapshot, { line: lineOf(row), credits }, author)]);
}
