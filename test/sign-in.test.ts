import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { listApiKeys, revokeApiKey } from "@/auth/api-key-queries";
import { createApiKey, verifyApiKey } from "@/auth/api-keys";
import { createPortalSession, redeemPortalLink } from "@/auth/portal-links";
import { findLiveSession, insertSession, revokeSession } from "@/auth/queries";
import { inTransaction, readAs } from "@/db/transaction";
import { type AccountId, newId } from "@/lib/ids";
import { testDb } from "./database";

const app = { role: "tallybook_app" } as const;

test("of twenty posts of one portal code, exactly one gets in", async () => {
  const accountId = await newAccount();
  const { url, expiresAt } = await inTransaction(testDb(), (tx) =>
    createPortalSession(tx, { accountId }),
  );
  const code = url.split("/").at(-1);
  const lifeMs = expiresAt.getTime() - Date.now();
  expect(lifeMs).toBeGreaterThan(9 * 60_000);
  expect(lifeMs).toBeLessThanOrEqual(10 * 60_000 + 1_000);

  const redeemed = await Promise.all(
    Array.from({ length: 20 }, () => inTransaction(testDb(), (tx) => redeemPortalLink(tx, code))),
  );
  expect(redeemed.filter((link) => link !== undefined)).toEqual([
    { accountId, returnUrl: null, embedded: false },
  ]);
});

test("a portal code that has run out, or never was, gets nobody in", async () => {
  const accountId = await newAccount();
  const { url } = await inTransaction(testDb(), (tx) => createPortalSession(tx, { accountId }));
  await sql`update portal_links set expires_at = clock_timestamp() where account_id = ${accountId}`.execute(
    testDb(),
  );
  for (const code of [url.split("/").at(-1), "A".repeat(43), "", "'; --", undefined]) {
    expect(await inTransaction(testDb(), (tx) => redeemPortalLink(tx, code))).toBeUndefined();
  }
});

test("neither a portal code nor a key's secret is stored in the clear", async () => {
  const accountId = await newAccount();
  const { url } = await inTransaction(testDb(), (tx) => createPortalSession(tx, { accountId }));
  const { key, prefix } = await newKey();
  const secret = key.slice(prefix.length + 1);
  for (const table of ["portal_links", "directory", "api_keys"]) {
    const { rows } = await sql<{ text: string }>`
      select coalesce(string_agg(t::text, ' '), '') as text from ${sql.table(table)} t`.execute(
      testDb(),
    );
    expect(rows[0]?.text).not.toContain(url.split("/").at(-1));
    expect(rows[0]?.text).not.toContain(secret);
  }
});

test("a return address must be a web address", async () => {
  const accountId = await newAccount();
  const asked = inTransaction(testDb(), (tx) =>
    createPortalSession(tx, { accountId, returnUrl: "javascript:alert(1)" }),
  );
  await expect(asked).rejects.toMatchObject({ code: "invalid_input" });
});

test("a session stands until it is revoked, idle or over, and only in its own realm", async () => {
  const accountId = await newAccount();
  const id = await newSession(accountId);
  const live = (realm: "customer" | "staff") =>
    readAs(testDb(), app, (tx) => findLiveSession(tx, { id, realm }));
  expect(await live("customer")).toMatchObject({ accountId, role: "billing_manager" });
  expect(await live("staff")).toBeUndefined();

  expect(await live("customer")).toMatchObject({ fresh: true });
  await setSession(id, sql`created_at = clock_timestamp() - interval '301 seconds'`);
  expect(await live("customer")).toMatchObject({ fresh: false });
  await setSession(id, sql`last_seen_at = clock_timestamp() - interval '61 minutes'`);
  expect(await live("customer")).toBeUndefined();
  await setSession(id, sql`last_seen_at = clock_timestamp(), expires_at = clock_timestamp()`);
  expect(await live("customer")).toBeUndefined();
  await setSession(id, sql`expires_at = clock_timestamp() + interval '1 hour'`);
  expect(await live("customer")).toBeDefined();
  await inTransaction(testDb(), (tx) => revokeSession(tx, id));
  expect(await live("customer")).toBeUndefined();
});

test("a member who is taken out loses the sessions with it", async () => {
  const accountId = await newAccount();
  const userId = newId<string>();
  await sql`insert into users values (${userId}, ${`${userId}@example.com`}, 'Ada', clock_timestamp())`.execute(
    testDb(),
  );
  await sql`insert into memberships values (${accountId}, ${userId}, 'viewer', clock_timestamp())`.execute(
    testDb(),
  );
  const id = await newSession(accountId, userId);
  const live = () => readAs(testDb(), app, (tx) => findLiveSession(tx, { id, realm: "customer" }));
  expect(await live()).toMatchObject({ userId, role: "viewer", name: "Ada" });

  await sql`delete from memberships where user_id = ${userId}`.execute(testDb());
  expect(await live()).toBeUndefined();
});

test("a key is known by its secret alone, and refused within a second of being revoked", async () => {
  const { key, prefix } = await newKey();
  expect(await verifyApiKey(testDb(), key)).toEqual({
    prefix,
    name: "test",
    scopes: ["credits:read"],
  });
  const other = await newKey();
  const mixed = `${prefix}_${other.key.slice(other.prefix.length + 1)}`;
  expect(await verifyApiKey(testDb(), mixed)).toBeUndefined();
  expect(await verifyApiKey(testDb(), "")).toBeUndefined();

  await inTransaction(testDb(), (tx) => revokeApiKey(tx, prefix));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await verifyApiKey(testDb(), key)).toBeUndefined();
});

test("a key past its end is refused", async () => {
  const { key } = await newKey(new Date(Date.now() - 1_000));
  expect(await verifyApiKey(testDb(), key)).toBeUndefined();
});

test("a thousand uses of a key write its last use once", async () => {
  const { key, prefix } = await newKey();
  const used = await Promise.all(Array.from({ length: 1_000 }, () => verifyApiKey(testDb(), key)));
  expect(used.every((one) => one?.prefix === prefix)).toBe(true);
  const first = await lastUse(prefix);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await verifyApiKey(testDb(), key);
  expect(await lastUse(prefix)).toEqual(first);
  expect(first).toBeInstanceOf(Date);
});

test("where a key was used last is noted of whoever has all of it, not of who knows its beginning", async () => {
  const { key, prefix } = await newKey();
  const other = await newKey();
  const mixed = `${prefix}_${other.key.slice(other.prefix.length + 1)}`;
  const noted = async () => {
    const { rows } = await sql<{ ip: string | null }>`
      select last_used_ip as ip from api_keys where prefix = ${prefix}`.execute(testDb());
    return rows[0]?.ip;
  };
  expect(await verifyApiKey(testDb(), mixed, "203.0.113.9")).toBeUndefined();
  expect(await noted()).toBeNull();
  expect(await verifyApiKey(testDb(), key, "198.51.100.7")).toMatchObject({ prefix });
  expect(await noted()).toBe("198.51.100.7");
  // A minute has not passed: it stays, wherever it is used now.
  expect(await verifyApiKey(testDb(), key, "192.0.2.1")).toMatchObject({ prefix });
  expect(await noted()).toBe("198.51.100.7");
});

test("the portal's role reads nothing of how people come in", async () => {
  const accountId = await newAccount();
  const tables = [
    ...["staff_users", "identities", "personas", "portal_links", "sign_in_tokens", "api_keys"],
    ...["directory", "mails", "domain_events", "webhook_endpoints", "webhook_secrets"],
    ...["webhook_deliveries", "webhook_attempts"],
  ];
  for (const table of tables) {
    const read = readAs(testDb(), { role: "tallybook_portal", account: accountId }, (tx) =>
      sql`select 1 from ${sql.table(table)}`.execute(tx),
    );
    await expect(read, table).rejects.toThrow(/permission denied/);
  }
});

test("of members and sign-ins the portal's role reads only what is shown", async () => {
  const accountId = await newAccount();
  const other = await newAccount();
  await newSession(other);
  const read = (what: string) =>
    readAs(testDb(), { role: "tallybook_portal", account: accountId }, (tx) =>
      sql<{ n: bigint }>`select count(*) as n from (${sql.raw(what)}) as q`.execute(tx),
    );
  for (const what of ["select locale from users", "select return_url from login_sessions"]) {
    await expect(read(what), what).rejects.toThrow(/permission denied/);
  }
  expect((await read("select id from login_sessions")).rows).toEqual([{ n: 0n }]);
  expect((await read("select user_id from memberships")).rows).toEqual([{ n: 0n }]);
});

async function newAccount(): Promise<AccountId> {
  const id = newId<AccountId>();
  await sql`insert into accounts (id, external_id, name, email, currency, timezone, metadata, created_at)
    values (${id}, ${id}, 'Nimbus', 'a@example.com', 'usd', 'UTC', '{}', clock_timestamp())`.execute(
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

async function setSession(id: string, change: ReturnType<typeof sql>): Promise<void> {
  await sql`update login_sessions set ${change} where id = ${id}`.execute(testDb());
}

async function newKey(expiresAt?: Date) {
  return await inTransaction(testDb(), (tx) =>
    createApiKey(tx, { name: "test", scopes: ["credits:read"], expiresAt }),
  );
}

async function lastUse(prefix: string): Promise<Date | null | undefined> {
  const keys = await readAs(testDb(), app, listApiKeys);
  return keys.find((key) => key.prefix === prefix)?.lastUsedAt;
}
