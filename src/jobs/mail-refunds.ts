import { mailRefund } from "@/auth/refund-mail";
import { noteRefundTold, takeRefundToTell } from "@/billing/refunds/mail-queries";
import type { Db } from "@/db/client";
import { mailEach } from "./mail-each";

/** Writes the mails of money that went back, and of what could not be delivered. */
export async function mailRefunds(db: Db): Promise<number> {
  return await mailEach(db, { take: takeRefundToTell, mail: mailRefund, note: noteRefundTold });
}
