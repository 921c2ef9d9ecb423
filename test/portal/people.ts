import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Me } from "@/auth/members";
import type { CustomerRole } from "@/auth/roles";
import { upsertAccount } from "@/billing/accounts/upsert";
import { inTransaction } from "@/db/transaction";
import { type AccountId, newId } from "@/lib/ids";
import { testDb } from "../database";
import { portalOf } from "../portal";

/** An account with one member for each role named, and the portal as each of them sees it. */
export async function accountOf<Name extends string>(
  roles: Record<Name, CustomerRole>,
): Promise<{ accountId: AccountId; members: Record<Name, Person> }> {
  const externalId = `people-${randomUUID()}`;
  const { id: accountId } = await inTransaction(testDb(), (tx) =>
    upsertAccount(tx, {
      externalId,
      name: "Nimbus Robotics",
      email: "billing@nimbus.example",
      currency: "usd",
      timezone: "UTC",
    }),
  );
  const members = {} as Record<Name, Person>;
  for (const [name, role] of Object.entries<CustomerRole>(roles)) {
    members[name as Name] = await join(accountId, name, role);
  }
  return { accountId, members };
}

export type Person = Me & { email: string; portal: ReturnType<typeof portalOf> };

export async function join(
  accountId: AccountId,
  name: string,
  role: CustomerRole,
): Promise<Person> {
  const userId = newId<string>();
  const email = `${name.toLowerCase()}-${userId}@people.example`;
  await sql`insert into users (id, email, name, created_at)
    values (${userId}, ${email}, ${name}, clock_timestamp())`.execute(testDb());
  await sql`insert into memberships values (${accountId}, ${userId}, ${role}, clock_timestamp())`.execute(
    testDb(),
  );
  return { accountId, userId, email, portal: portalOf(accountId, { role, userId }) };
}

/** What a call was refused with; undefined when it was not. */
export async function refusal(asked: Promise<unknown>): Promise<string | undefined> {
  try {
    await asked;
    return undefined;
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    return cause?.code ?? String(error);
  }
}

/** The latest mail to somebody, and the code in its link. */
export async function mailTo(email: string) {
  const { rows } = await sql<{ subject: string; body: string; kind: string }>`
    select subject, body, kind from mails where recipient = ${email} order by created_at desc, id desc`.execute(
    testDb(),
  );
  const [latest] = rows;
  const [, code = ""] =
    /\/(?:invitation|sign-in\/email)\/([\w-]{43})/.exec(latest?.body ?? "") ?? [];
  return { count: rows.length, code, subject: latest?.subject ?? "", body: latest?.body ?? "" };
}

export async function membersOf(accountId: AccountId): Promise<Record<string, CustomerRole>> {
  const { rows } = await sql<{ name: string; role: CustomerRole }>`
    select u.name, m.role from memberships m join users u on u.id = m.user_id
    where m.account_id = ${accountId} order by m.created_at`.execute(testDb());
  return Object.fromEntries(rows.map(({ name, role }) => [name, role]));
}
