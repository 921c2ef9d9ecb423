import { sql } from "kysely";
import { newId } from "@/lib/ids";
import { books, type Customer } from "../books";

/** Somebody who belongs to the account, and the language they read. */
export async function member(
  customer: Customer,
  email: string,
  role: string,
  locale: string | null,
): Promise<void> {
  const id = newId();
  await sql`insert into users (id, email, name, locale, created_at)
    values (${id}, ${email}, ${email}, ${locale}, app_now())`.execute(books());
  await sql`insert into memberships values (${customer.id}, ${id}, ${role}, app_now())`.execute(
    books(),
  );
}

/** What is in the outbox, oldest first. */
export async function mails() {
  const { rows } = await sql<{ kind: string; recipient: string; subject: string; body: string }>`
    select kind, recipient, subject, body from mails order by created_at, recipient`.execute(
    books(),
  );
  return rows;
}
