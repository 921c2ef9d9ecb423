import { mailInvoice } from "@/auth/invoice-mail";
import { noteInvoiceMailed, takeInvoiceToMail } from "@/billing/invoices/mail-queries";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";

/**
 * Writes the mails of documents that were issued, to whom the billing details named then. Mails and the note
 * that they are written are one commit; how many documents it were.
 */
export async function mailInvoices(db: Db): Promise<number> {
  for (let written = 0; ; written += 1) {
    const found = await inTransaction(db, async (tx) => {
      const invoice = await takeInvoiceToMail(tx);
      if (!invoice) return false;
      await mailInvoice(tx, invoice);
      await noteInvoiceMailed(tx, invoice);
      return true;
    });
    if (!found) return written;
  }
}
