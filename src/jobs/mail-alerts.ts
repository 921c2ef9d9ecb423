import { mailAlert } from "@/auth/alert-mail";
import { noteMailed, takeFiringToMail } from "@/billing/alerts/firing-queries";
import type { Db } from "@/db/client";
import { mailEach } from "./mail-each";

/**
 * Writes the mails of alerts that fired: the commit noted only that there are some, so that no use waits
 * for words to be found.
 */
export async function mailAlerts(db: Db): Promise<number> {
  return await mailEach(db, { take: takeFiringToMail, mail: mailAlert, note: noteMailed });
}
