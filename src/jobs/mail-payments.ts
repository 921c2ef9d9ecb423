import { mailFailedPayment } from "@/auth/payment-mail";
import { notePaymentMailed, takePaymentToMail } from "@/billing/payments/mail-queries";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";

/**
 * Writes the mails of payments that failed for the first time, and of what followed the last try. Mails and the note
 * that they are written are one commit; of how many documents it were.
 */
export async function mailPayments(db: Db): Promise<number> {
  let written = 0;
  for (const about of ["first_failure", "last_step"] as const) {
    while (await mailNext(db, about)) written += 1;
  }
  return written;
}

async function mailNext(db: Db, about: "first_failure" | "last_step"): Promise<boolean> {
  return await inTransaction(db, async (tx) => {
    const failed = await takePaymentToMail(tx, about);
    if (!failed) return false;
    await mailFailedPayment(tx, failed);
    await notePaymentMailed(tx, failed);
    return true;
  });
}
