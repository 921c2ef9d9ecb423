import { readUpToDate } from "@/billing/catch-up";
import { print } from "@/billing/invoices/print";
import { type InvoiceDocument, readDocument } from "@/billing/reports/read-document";
import type { Db, Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { sheetOf } from "./sheet";

type Reader = "tallybook_portal" | "tallybook_read";

/** An issued invoice or credit note of the account as a PDF. */
export async function documentOf(
  db: Db,
  accountId: AccountId,
  { invoiceId, role }: { invoiceId: InvoiceId; role: Reader },
): Promise<{ number: string; bytes: Uint8Array }> {
  const read = (tx: Tx) => readDocument(tx, accountId, invoiceId);
  const document = await readUpToDate(db, accountId, read, role);
  return { number: document.number, bytes: await print(sheetOf(document)) };
}

/** Several as the portal has them: all are read at once, by number, and each is printed when asked. */
export async function printEach(
  db: Db,
  accountId: AccountId,
  invoiceIds: readonly InvoiceId[],
): Promise<{ number: string; print: () => Promise<Uint8Array> }[]> {
  const documents: InvoiceDocument[] = [];
  await readUpToDate(
    db,
    accountId,
    async (tx) => {
      for (const id of invoiceIds) documents.push(await readDocument(tx, accountId, id));
    },
    "tallybook_portal",
  );
  return documents
    .sort((a, b) => (a.number < b.number ? -1 : 1))
    .map((document) => ({ number: document.number, print: () => print(sheetOf(document)) }));
}
