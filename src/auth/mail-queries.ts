import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { realNow } from "./queries";

export type NewMail = {
  id: string;
  accountId: AccountId | null;
  kind: string;
  recipient: string;
  subject: string;
  body: string;
};

/** Due at once. */
export async function insertMail(tx: Tx, mail: NewMail): Promise<void> {
  await tx
    .insertInto("mails")
    .values({
      id: mail.id,
      account_id: mail.accountId,
      kind: mail.kind,
      recipient: mail.recipient,
      subject: mail.subject,
      body: mail.body,
      created_at: realNow,
      next_attempt_at: realNow,
    })
    .execute();
}

export type MailRow = {
  id: string;
  recipient: string;
  subject: string;
  body: string;
  createdAt: Date;
  sentAt: Date | null;
};

const columns = sql`id, recipient, subject, body, created_at as "createdAt", sent_at as "sentAt"`;

/** The newest mails, for the sandbox's mailbox. */
export async function listMails(db: Db, limit: number): Promise<MailRow[]> {
  const { rows } = await sql<MailRow>`
    select ${columns} from mails order by created_at desc, id desc limit ${limit}`.execute(db);
  return rows;
}

export async function findMail(db: Db, id: string): Promise<MailRow | undefined> {
  const { rows } = await sql<MailRow>`select ${columns} from mails where id = ${id}`.execute(db);
  return rows[0];
}
