import { createTransport } from "nodemailer";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { env } from "@/env";
import { endMail, giveMailUp, postponeMail, type TakenMail, takeMail } from "./mail-queries";

/** Hands one mail over, or throws; and whether its text may stay with us afterwards. */
export type Delivery = { deliver: (mail: TakenMail) => Promise<void>; keepBody: boolean };

// Longer than a delivery can take, so that no other worker takes a mail that is on its way.
const leaseSeconds = 120;
const firstPauseSeconds = 15;
const mostAttempts = 9; // the last one about an hour after the first

export type MailRun = { sent: number; failed: { id: string; error: string; final: boolean }[] };

/**
 * Sends what waits in the outbox, one mail after the other, none of them inside a transaction.
 *
 * A worker that dies between the mail's server taking it and our noting so sends it again: twice is
 * better than never, and the Message-ID tells the reader's program that it is the same.
 */
export async function sendMails(db: Db, { deliver, keepBody }: Delivery): Promise<MailRun> {
  const run: MailRun = { sent: 0, failed: [] };
  for (;;) {
    const mail = await inTransaction(db, (tx) => takeMail(tx, leaseSeconds));
    if (!mail) return run;
    try {
      await deliver(mail);
    } catch (thrown) {
      run.failed.push(await noteFailure(db, mail, thrown));
      continue;
    }
    await inTransaction(db, (tx) => endMail(tx, { id: mail.id, keepBody }));
    run.sent += 1;
  }
}

async function noteFailure(db: Db, { id, attempts }: TakenMail, thrown: unknown) {
  const error = (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 500);
  const final = attempts >= mostAttempts || isRefused(thrown);
  const seconds = firstPauseSeconds * 2 ** (attempts - 1);
  await inTransaction(db, (tx) =>
    final ? giveMailUp(tx, { id, error }) : postponeMail(tx, { id, seconds, error }),
  );
  return { id, error, final };
}

/** The mail's server says that this address will never take it: asking again would only annoy. */
function isRefused(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !("code" in thrown) || thrown.code !== "EENVELOPE")
    return false;
  return "responseCode" in thrown && Number(thrown.responseCode) >= 550;
}

/** How mail leaves from here; undefined where none is set up, and it waits in the outbox. */
export function deliveryHere(): Delivery | undefined {
  // The sandbox sends nothing, whatever is set: its people are made up, their addresses may not be.
  if (env.mode === "sandbox") return { deliver: async () => {}, keepBody: true };
  if (!env.MAIL_URL || !env.MAIL_FROM) return undefined;
  return { deliver: overSmtp(env.MAIL_URL, env.MAIL_FROM), keepBody: false };
}

export function overSmtp(url: string, from: string): Delivery["deliver"] {
  // No attachment of ours comes from a file or an address, whatever a mail holds.
  const safe = { disableFileAccess: true, disableUrlAccess: true };
  const transport = createTransport(url, { from, ...safe });
  const host = new URL(env.PUBLIC_URL).hostname;
  return async ({ id, recipient, subject, body }) => {
    const sending = transport.sendMail({
      ...{ to: { name: "", address: recipient }, subject, text: body, ...safe },
      messageId: `<${id}@${host}>`,
      headers: { "Auto-Submitted": "auto-generated" },
    });
    await withinSeconds(leaseSeconds / 2, sending);
  };
}

async function withinSeconds<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const tell = () => reject(new Error(`The mail's server took longer than ${seconds} s.`));
    timer = setTimeout(tell, seconds * 1000);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
