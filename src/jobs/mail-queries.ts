import { sql } from "kysely";
import type { Tx } from "@/db/client";

/** Mail is sent in real time: moving the sandbox's clock must send nothing twice. */
const realNow = sql<Date>`clock_timestamp()::timestamptz(3)`;

export type TakenMail = {
  id: string;
  recipient: string;
  subject: string;
  body: string;
  /** This attempt included. */
  attempts: number;
};

/**
 * Takes the mail that has waited longest, for as long as the lease: no other worker sees it meanwhile, and
 * one whose worker dies is taken again afterwards.
 */
export async function takeMail(tx: Tx, leaseSeconds: number): Promise<TakenMail | undefined> {
  const { rows } = await sql<TakenMail>`
    update mails set attempts = attempts + 1,
      next_attempt_at = ${realNow} + make_interval(secs => ${leaseSeconds})
    where id = (select id from mails where next_attempt_at <= ${realNow}
      order by next_attempt_at limit 1 for update skip locked)
    returning id, recipient, subject, body, attempts`.execute(tx);
  return rows[0];
}

/** `keepBody` only where nobody's money is: a body may hold a sign-in link. */
export async function endMail(
  tx: Tx,
  { id, keepBody }: { id: string; keepBody: boolean },
): Promise<void> {
  await tx
    .updateTable("mails")
    .set({
      sent_at: realNow,
      next_attempt_at: null,
      last_error: null,
      ...(keepBody ? {} : emptied),
    })
    .where("id", "=", id)
    .where("sent_at", "is", null)
    .where("failed_at", "is", null)
    .execute();
}

export async function postponeMail(
  tx: Tx,
  { id, seconds, error }: { id: string; seconds: number; error: string },
): Promise<void> {
  await tx
    .updateTable("mails")
    .set({
      next_attempt_at: sql<Date>`${realNow} + make_interval(secs => ${seconds})`,
      last_error: error,
    })
    .where("id", "=", id)
    .where("next_attempt_at", "is not", null)
    .execute();
}

export async function giveMailUp(tx: Tx, { id, error }: { id: string; error: string }) {
  await tx
    .updateTable("mails")
    .set({ failed_at: realNow, next_attempt_at: null, last_error: error, ...emptied })
    .where("id", "=", id)
    .where("next_attempt_at", "is not", null)
    .execute();
}

const emptied = { body: "" };
