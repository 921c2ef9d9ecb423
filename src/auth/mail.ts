import { createTranslator } from "next-intl";
import type { Tx } from "@/db/client";
import { serverDb } from "@/db/server";
import { readAs } from "@/db/transaction";
import { env } from "@/env";
import { assert } from "@/lib/errors";
import { type AccountId, isUuid, newId } from "@/lib/ids";
import { isLanguage, type Language } from "@/messages/locales";
import { messagesFor } from "@/messages/messages";
import { normalEmail } from "./email-address";
import { findMail, insertMail, listMails, type MailRow } from "./mail-queries";

/** Whether mail leaves from here. The sandbox keeps what it would send, and shows it. */
export function hasMail(): boolean {
  return env.mode === "sandbox" || (env.MAIL_URL !== undefined && env.MAIL_FROM !== undefined);
}

export type Mail = {
  accountId: AccountId | null;
  kind:
    | "sign_in"
    | "invitation"
    | "alert"
    | "invoice"
    | "payment_failed"
    | "last_step"
    | "refunded"
    | "refund_returned"
    | "top_up_paused"
    | "topped_up"
    | "webhook_disabled"
    | "anchor"
    | "differences";
  to: string;
  subject: string;
  body: string;
};

/**
 * Puts a mail in the outbox, in the transaction of what it tells of: both happen or neither does. The
 * worker sends it.
 */
export async function writeMail(tx: Tx, mail: Mail): Promise<void> {
  assert(normalEmail(mail.to) === mail.to, "mail goes to one normal address");
  const { accountId, kind, to: recipient, body } = mail;
  const subject = oneLine(mail.subject);
  await insertMail(tx, { id: newId(), accountId, kind, recipient, subject, body });
}

/** A name in a subject may hold anything; a header is one line, and not a long one (FAULTS M9). */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, 200);
}

/** The sentences of mails in a language. */
export function mailWords(language: Language) {
  const messages = messagesFor(language);
  return createTranslator({ locale: language, messages, namespace: "mail" });
}

/** The first of some wishes that is a language we have. */
export function languageOf(...wishes: (string | null | undefined)[]): Language {
  return wishes.find(isLanguage) ?? "en";
}

/** The address is ours, not the request's Host: nobody else can have links point at them. */
export function ourAddress(path: string): string {
  return new URL(path, env.PUBLIC_URL).href;
}

/** The sandbox's mailbox; where mail is real, nobody reads it here. */
export async function readMailbox(): Promise<MailRow[] | undefined> {
  if (env.mode !== "sandbox") return undefined;
  return await readAs(serverDb(), { role: "tallybook_app" }, (tx) => listMails(tx, 100));
}

export async function readMail(id: string): Promise<MailRow | undefined> {
  if (env.mode !== "sandbox" || !isUuid(id)) return undefined;
  return await readAs(serverDb(), { role: "tallybook_app" }, (tx) => findMail(tx, id));
}
