import { mailPausedTopUp, mailToppedUp } from "@/auth/top-up-mail";
import {
  notePauseMailed,
  noteToppedUpMailed,
  takePauseToMail,
  takeToppedUpToMail,
} from "@/billing/payments/top-up-mail-queries";
import type { Db } from "@/db/client";
import { mailEach } from "./mail-each";

/** Writes the mails of automatic top-ups that paused, and of what they bought. */
export async function mailTopUps(db: Db): Promise<number> {
  const paused = { take: takePauseToMail, mail: mailPausedTopUp, note: notePauseMailed };
  const bought = { take: takeToppedUpToMail, mail: mailToppedUp, note: noteToppedUpMailed };
  return (await mailEach(db, paused)) + (await mailEach(db, bought));
}
