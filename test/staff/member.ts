import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { books, type Customer } from "../books";

/** Somebody new on the account. */
export async function memberOf({ id }: Customer, role: string): Promise<string> {
  const userId = randomUUID();
  const db = books();
  await sql`insert into users (id, email, name, created_at)
    values (${userId}, ${`${userId}@people.example`}, 'Somebody', clock_timestamp())`.execute(db);
  await sql`insert into memberships values (${id}, ${userId}, ${role}, clock_timestamp())`.execute(
    db,
  );
  return userId;
}
