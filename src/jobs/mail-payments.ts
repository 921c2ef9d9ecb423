import { mailFailedPayment } from "@/auth/payment-mail";
import { notePaymentMailed, takePaymentToMail } from "@/billing/payments/mail-queries";
import type { Db, Tx } from "@/db/client";
import { mailEach } from "./mail-each";

/** Writes the mails of payments that failed for the first time, and of what followed the last try. */
export async function mailPayments(db: Db): Promise<number> {
  let written = 0;
  for (const about of ["first_failure", "last_step"] as const) {
    const take = (tx: Tx) => takePaymentToMail(tx, about);
    written += await mailEach(db, { take, mail: mailFailedPayment, note: notePaymentMailed });
  }
  return written;
}
