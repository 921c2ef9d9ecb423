import { createHash } from "node:crypto";
import { readUpToDate } from "@/billing/catch-up";
import { print } from "@/billing/invoices/print";
import { type Difference, differencesOf } from "@/billing/invoices/sheet-difference";
import { partiesToday, readDocument } from "@/billing/reports/read-document";
import type { Db } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { sheetOf } from "./sheet";

export type Regenerated = {
  number: string;
  /** Of the file's bytes: the same data makes the same file, whenever it is made. */
  sha256: string;
  bytes: number;
  /** What a document with today's seller and buyer would say otherwise; it is not what stands. */
  differences: Difference[];
};

/** SI1: a document made again from what was kept with its number, and held against what today's details would make. */
export async function regenerated(
  db: Db,
  accountId: AccountId,
  invoiceId: InvoiceId,
): Promise<Regenerated> {
  const { document, today } = await readUpToDate(
    db,
    accountId,
    async (tx) => ({
      document: await readDocument(tx, accountId, invoiceId),
      today: await partiesToday(tx, accountId),
    }),
    "tallybook_read",
  );
  const kept = sheetOf(document);
  const bytes = await print(kept);
  return {
    number: document.number,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    bytes: bytes.length,
    differences: differencesOf(kept, sheetOf({ ...document, parties: today })),
  };
}
