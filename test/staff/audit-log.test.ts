import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { createApiKey } from "@/auth/api-keys";
import { insertSession, revokeSession } from "@/auth/queries";
import { setTimezone } from "@/billing/accounts/timezone";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { books, Customer, openBooks } from "../books";
import { portalOf } from "../portal";
import { memberOf } from "./member";

type Row = {
  position: bigint;
  actor: string;
  act: string;
  subject: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string | null;
  requestId: string;
};

const nobodys = "00000000-0000-0000-0000-000000000000";

async function logOf(account: string, db: Db = books()): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select position, actor, act, subject, before, after, reason, request_id as "requestId"
    from audit_log where account_id = ${account} order by position`.execute(db);
  return rows;
}

describe("what is done is noted in the transaction that does it", () => {
  let customer: Customer;
  let userId: string;

  beforeAll(async () => {
    await openBooks("2026-01-31T10:00:00Z");
    customer = await Customer.open();
    userId = await memberOf(customer, "owner");
  });

  test("a change says who, in which request, and of what only what changed", async () => {
    const portal = portalOf(customer.id, { role: "owner", userId }, books());
    await portal.settings.setTimezone({ timezone: "Europe/Berlin" });
    await portal.settings.setTimezone({ timezone: "Europe/Berlin" });
    const changes = (await logOf(customer.id)).filter(({ act }) => act === "account.changed");
    expect(changes).toEqual([
      expect.objectContaining({
        ...{ actor: `user:${userId}`, requestId: "test", subject: customer.id },
        ...{ before: { timezone: "UTC" }, after: { timezone: "Europe/Berlin" } },
      }),
    ]);
  });

  test("members, alert rules and details are told as they come, change and go", async () => {
    const portal = portalOf(customer.id, { role: "owner", userId }, books());
    const other = await memberOf(customer, "viewer");
    await portal.members.changeRole({ userId: other, role: "billing_manager" });
    await portal.members.remove({ userId: other });
    const rule = { channels: ["in_app"], recipients: [], enabled: true } as const;
    const made = await portal.alerts.create({ ...rule, kind: "usage", threshold: 80n } as never);
    await portal.alerts.remove({ ruleId: made.id });
    await portal.billingDetails.set({ legalName: "Acme O'Neil" });
    const told = (await logOf(customer.id)).slice(-6).map(({ act, before, after }) => {
      return [act, before?.role ?? null, after?.role ?? after?.legal_name ?? null];
    });
    expect(told).toEqual([
      ["member.added", null, "viewer"],
      ["member.changed", "viewer", "billing_manager"],
      ["member.removed", "billing_manager", null],
      ["alert_rule.added", null, null],
      ["alert_rule.removed", null, null],
      ["billing_details.added", null, "Acme O'Neil"],
    ]);
  });

  test("a sign-in is whose it is, and its end is told; a look at the page is not", async () => {
    const id = randomUUID();
    await inTransaction(books(), (tx) =>
      insertSession(tx, {
        ...{ id, realm: "customer", userId, accountId: customer.id, how: "email" },
        ...{ lifeSeconds: 60, idleSeconds: 60, ip: "203.0.113.9" },
      }),
    );
    await inTransaction(books(), (tx) => revokeSession(tx, id));
    const told = (await logOf(customer.id)).filter(({ subject }) => subject === id);
    expect(told.map(({ act, actor }) => [act, actor.split(":")[0]])).toEqual([
      ["session.added", "user"],
      ["session.removed", "system"],
    ]);
    expect(told[0]?.after).toMatchObject({ how: "email", ip: "203.0.113.9" });
  });

  test("what is no account's has a chain of its own, and no secret is in it", async () => {
    const by = { actor: "staff:x", requestId: "request-1", reason: "It's for the new app" };
    const { key, prefix } = await inTransaction(
      books(),
      (tx) => createApiKey(tx, { name: "New app", scopes: ["credits:read"] }),
      by,
    );
    const [told] = (await logOf(nobodys)).slice(-1);
    expect(told).toMatchObject({
      ...{ act: "api_key.added", subject: prefix, ...by, after: { name: "New app" } },
    });
    expect(JSON.stringify(told?.after)).not.toContain(key.slice(-20));
    expect(Object.keys(told?.after ?? {})).not.toContain("secret_hash");
  });

  test("an act that fails leaves no row, and none is left out of a chain", async () => {
    const before = await logOf(customer.id);
    const failing = inTransaction(books(), async (tx) => {
      await setTimezone(tx, customer.id, "Asia/Tokyo");
      throw new Error("given up");
    });
    await expect(failing).rejects.toThrow("given up");
    expect(await logOf(customer.id)).toEqual(before);
    expect(before.map(({ position }) => position)).toEqual(before.map((_, at) => BigInt(at + 1)));
  });

  test("rows come only through acts, and never change", async () => {
    const as = (change: string) => refusedAs("tallybook_app", change);
    const insert = `insert into audit_log (account_id, position, recorded_at, actor, act, request_id, previous_hash, hash)
      values ('${customer.id}', 99, now(), 'user:x', 'account.changed', 'x', '', '')`;
    expect(await as(insert)).toBe("42501");
    for (const table of ["audit_log", "audit_heads"]) {
      for (const change of [`update ${table} set position = 1`, `delete from ${table}`]) {
        expect(await as(change)).toBe("42501");
      }
    }
    for (const change of ["update audit_log set act = 'a.b'", "delete from audit_log"]) {
      expect(await refusedAs(null, change)).toBe("TB001");
    }
    expect(await refusedAs(null, "truncate audit_log")).toBe("TB001");
  });
});

async function refusedAs(role: string | null, change: string): Promise<string | undefined> {
  const asked = books()
    .transaction()
    .execute(async (tx) => {
      if (role) await sql.raw(`set local role ${role}`).execute(tx);
      await sql.raw(change).execute(tx);
    });
  return await asked.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );
}
