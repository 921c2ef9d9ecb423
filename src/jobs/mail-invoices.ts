import { mailInvoice } from "@/auth/invoice-mail";
import { noteInvoiceMailed, takeInvoiceToMail } from "@/billing/invoices/mail-queries";
import type { Db } from "@/db/client";
import { mailEach } from "./mail-each";

/** Writes the mails of documents that were issued, to whom the billing details named then. */
export async function mailInvoices(db: Db): Promise<number> {
  return await mailEach(db, {
    take: takeInvoiceToMail,
    mail: mailInvoice,
    note: noteInvoiceMailed,
  });
}
