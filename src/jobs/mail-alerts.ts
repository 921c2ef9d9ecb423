import { mailAlert } from "@/auth/alert-mail";
import { noteMailed, takeFiringToMail } from "@/billing/alerts/firing-queries";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";

/**
 * Writes the mails of alerts that fired: the commit noted only that there are some, so that no use waits
 * for words to be found. Mails and the note that they are written are one commit; how many alerts it were.
 */
export async function mailAlerts(db: Db): Promise<number> {
  for (let written = 0; ; written += 1) {
    const found = await inTransaction(db, async (tx) => {
      const firing = await takeFiringToMail(tx);
      if (!firing) return false;
      await mailAlert(tx, firing);
      await noteMailed(tx, firing);
      return true;
    });
    if (!found) return written;
  }
}
