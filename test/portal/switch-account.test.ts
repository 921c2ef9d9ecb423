import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { listAccountsOfUser } from "@/auth/account-queries";
import { switchAccount } from "@/auth/accounts";
import { findLiveSession, insertSession, revokeSession } from "@/auth/queries";
import type { CustomerRole } from "@/auth/roles";
import { inTransaction, readAs } from "@/db/transaction";
import { type AccountId, newId } from "@/lib/ids";
import { testDb } from "../database";

const app = { role: "tallybook_app" } as const;

test("a user of two accounts goes from one to the other, with the role each gives", async () => {
  const [atelier, studio] = [await newAccount("Atelier"), await newAccount("Studio")];
  const userId = await newUser();
  await join(atelier, userId, "owner");
  await join(studio, userId, "viewer");
  const sessionId = await newSession(atelier, userId);
  expect(await live(sessionId)).toMatchObject({ accountId: atelier, role: "owner" });

  expect(await goTo(sessionId, studio)).toBe(true);
  expect(await live(sessionId)).toMatchObject({ accountId: studio, role: "viewer" });
  expect(await goTo(sessionId, studio), "again, as a second press would").toBe(true);
  expect(await goTo(sessionId, atelier)).toBe(true);
  expect(await live(sessionId)).toMatchObject({ accountId: atelier, role: "owner" });
});

test("the list holds a user's own accounts, by name, and nobody else's", async () => {
  const [studio, atelier] = [await newAccount("Studio"), await newAccount("Atelier")];
  const [me, other] = [await newUser(), await newUser()];
  await join(studio, me, "viewer");
  await join(atelier, me, "owner");
  await join(await newAccount("Foreign"), other, "owner");
  const listed = await readAs(testDb(), app, (tx) => listAccountsOfUser(tx, me));
  expect(listed).toEqual([
    { id: atelier, name: "Atelier" },
    { id: studio, name: "Studio" },
  ]);
});

test("an account one does not belong to is refused as one that does not exist is", async () => {
  const [mine, foreign] = [await newAccount("Mine"), await newAccount("Foreign")];
  const [me, other] = [await newUser(), await newUser()];
  await join(mine, me, "owner");
  await join(foreign, other, "owner");
  const sessionId = await newSession(mine, me);
  for (const account of [foreign, randomUUID(), "", "'; --", null, undefined, { id: mine }]) {
    expect(await goTo(sessionId, account), String(account)).toBe(false);
  }
  expect(await live(sessionId)).toMatchObject({ accountId: mine });
});

test("whoever was removed from an account can neither go there nor stay there", async () => {
  const [home, studio] = [await newAccount("Home"), await newAccount("Studio")];
  const userId = await newUser();
  await join(home, userId, "owner");
  await join(studio, userId, "viewer");
  const sessionId = await newSession(home, userId);
  await goTo(sessionId, studio);

  await sql`delete from memberships where account_id = ${studio}`.execute(testDb());
  expect(await live(sessionId), "the session stands for nothing there").toBeUndefined();
  expect(await goTo(sessionId, studio)).toBe(false);
});

test("of removing somebody and their switching at once, nobody is left looking in", async () => {
  const [home, studio] = [await newAccount("Home"), await newAccount("Studio")];
  for (let round = 0; round < 10; round += 1) {
    const userId = await newUser();
    await join(home, userId, "viewer");
    await join(studio, userId, "viewer");
    const sessionId = await newSession(home, userId);
    await Promise.all([
      goTo(sessionId, studio),
      sql`delete from memberships where account_id = ${studio} and user_id = ${userId}`.execute(
        testDb(),
      ),
    ]);
    expect((await live(sessionId))?.accountId ?? home).toBe(home);
  }
});

test("a session that ended, or is for one account only, goes nowhere", async () => {
  const [home, studio] = [await newAccount("Home"), await newAccount("Studio")];
  const userId = await newUser();
  await join(home, userId, "owner");
  await join(studio, userId, "owner");

  const ended = await newSession(home, userId);
  await inTransaction(testDb(), (tx) => revokeSession(tx, ended));
  expect(await goTo(ended, studio)).toBe(false);

  const idle = await newSession(home, userId);
  await sql`update login_sessions set last_seen_at = clock_timestamp() - interval '2 hours'
    where id = ${idle}`.execute(testDb());
  expect(await goTo(idle, studio)).toBe(false);

  const link = await newSession(home);
  expect(await goTo(link, studio)).toBe(false);

  const framed = await newSession(home, userId);
  await sql`update login_sessions set embedded = true where id = ${framed}`.execute(testDb());
  expect(await goTo(framed, studio)).toBe(false);
});

async function goTo(sessionId: string, accountId: unknown): Promise<boolean> {
  return await inTransaction(testDb(), (tx) => switchAccount(tx, { sessionId, accountId }));
}

async function live(id: string) {
  return await readAs(testDb(), app, (tx) => findLiveSession(tx, { id, realm: "customer" }));
}

async function newUser(): Promise<string> {
  const id = newId<string>();
  await sql`insert into users (id, email, name, created_at)
    values (${id}, ${`${id}@example.com`}, 'Ada', clock_timestamp())`.execute(testDb());
  return id;
}

async function join(accountId: AccountId, userId: string, role: CustomerRole): Promise<void> {
  await sql`insert into memberships (account_id, user_id, role, created_at)
    values (${accountId}, ${userId}, ${role}, clock_timestamp())`.execute(testDb());
}

async function newAccount(name: string): Promise<AccountId> {
  const id = newId<AccountId>();
  await sql`insert into accounts (id, external_id, name, email, currency, timezone, metadata, created_at)
    values (${id}, ${id}, ${name}, 'a@example.com', 'usd', 'UTC', '{}', clock_timestamp())`.execute(
    testDb(),
  );
  await sql`insert into account_books (account_id, last_recorded_at, head_hash)
    values (${id}, clock_timestamp(), decode(repeat('00', 32), 'hex'))`.execute(testDb());
  return id;
}

async function newSession(accountId: AccountId, userId?: string): Promise<string> {
  const id = randomUUID();
  await inTransaction(testDb(), (tx) =>
    insertSession(tx, {
      id,
      realm: "customer",
      accountId,
      userId,
      how: userId ? "email" : "portal_link",
      lifeSeconds: 8 * 3_600,
      idleSeconds: 3_600,
    }),
  );
  return id;
}
