import { sql } from "kysely";
import { expect, test } from "vitest";
import { findLiveSession, insertSession } from "@/auth/queries";
import { inTransaction, readAs } from "@/db/transaction";
import type { AccountId } from "@/lib/ids";
import { newId } from "@/lib/ids";
import { advance, books, Customer, openBooks } from "../books";
import { testDb } from "../database";
import { portalOf } from "../portal";
import { accountOf, type Person, refusal } from "./people";

test("another zone cuts the days anew, to the credit, and moves no boundary of a period", async () => {
  await openBooks("2026-03-01T12:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro");
  // 23:30 UTC is already the next day in Berlin, and 02:00 UTC still the day before in New York.
  await customer.consume(100n);
  await advance("2026-03-03T12:00:00Z");
  await customer.consume(20n, { occurredAt: new Date("2026-03-02T23:30:00Z") });
  await customer.consume(3n, { occurredAt: new Date("2026-03-03T02:00:00Z") });
  expect(await days(customer.id)).toEqual({
    "2026-03-01": 100n,
    "2026-03-02": 20n,
    "2026-03-03": 3n,
  });
  const periods = await periodsOf(customer.id);
  const portal = portalOf(customer.id, { role: "owner", userId: newId() }, books());

  expect(await portal.settings.setTimezone({ timezone: "Europe/Berlin" })).toMatchObject({
    changed: true,
  });
  expect(await days(customer.id)).toEqual({ "2026-03-01": 100n, "2026-03-03": 23n });
  await portal.settings.setTimezone({ timezone: "America/New_York" });
  expect(await days(customer.id)).toEqual({ "2026-03-01": 100n, "2026-03-02": 23n });
  expect(await portal.settings.setTimezone({ timezone: "America/New_York" })).toMatchObject({
    changed: false,
  });
  expect(await periodsOf(customer.id)).toEqual(periods);
  expect(await portal.overview.account()).toMatchObject({ timezone: "America/New_York" });

  // What is used from now on is counted by the new days.
  await customer.consume(7n, { occurredAt: new Date("2026-03-03T04:59:59Z") });
  expect((await days(customer.id))["2026-03-02"]).toBe(30n);
});

test("only a zone of the IANA list is taken, in its own spelling", async () => {
  const { members } = await accountOf({ Ada: "owner" });
  for (const timezone of ["Mars/Olympus", "europe/berlin", "+02:00", "CET", "", "UTC'; drop"]) {
    const asked = members.Ada.portal.settings.setTimezone({ timezone });
    expect(await refusal(asked), timezone).toBe("invalid_input");
  }
});

test("somebody's sign-ins are theirs alone, with this one marked and the ended ones told from the rest", async () => {
  const { members } = await accountOf({ Ada: "owner", Ben: "viewer" });
  const { Ada, Ben } = members;
  const here = await open(Ada, "here");
  const phone = await open(Ada, "phone");
  const old = await open(Ada, "old");
  await open(Ben, "ben");
  await sql`update login_sessions set last_seen_at = clock_timestamp() - interval '2 hours' where id = ${old}`.execute(
    testDb(),
  );
  const portal = as(Ada, here);
  const { current, signIns } = await portal.sessions.list();
  expect(current).toBe(here);
  expect(signIns.map(({ userAgent, endedAt }) => [userAgent, endedAt === null])).toEqual([
    ["phone", true],
    ["here", true],
    ["old", false],
  ]);
  await portal.sessions.end({ sessionId: phone });
  await portal.sessions.end({ sessionId: phone });
  expect(await isLive(phone)).toBe(false);
  const told = (await portal.sessions.list()).signIns.find(({ id }) => id === phone);
  expect(told).toMatchObject({ signedOut: true });
});

test("a sign-in of somebody else is as unknown as one that never was", async () => {
  const { members } = await accountOf({ Ada: "owner", Ben: "viewer" });
  const [adas, bens] = [await open(members.Ada, "a"), await open(members.Ben, "b")];
  const portal = as(members.Ada, adas);
  for (const sessionId of [bens, newId<string>()]) {
    expect(await refusal(portal.sessions.end({ sessionId }))).toBe("not_found");
  }
  expect(await isLive(bens)).toBe(true);
});

test("signing out everywhere spares this one or nothing, and nobody else's", async () => {
  const { members } = await accountOf({ Ada: "owner", Ben: "viewer" });
  const { Ada, Ben } = members;
  const [here, there, bens] = [await open(Ada, "1"), await open(Ada, "2"), await open(Ben, "3")];
  const portal = as(Ada, here);
  expect(await portal.sessions.endAll({ keepThis: true })).toEqual({ ended: 1 });
  expect(await portal.sessions.endAll({ keepThis: true })).toEqual({ ended: 0 });
  expect([await isLive(here), await isLive(there)]).toEqual([true, false]);
  expect(await portal.sessions.endAll({ keepThis: false })).toEqual({ ended: 1 });
  expect([await isLive(here), await isLive(bens)]).toEqual([false, true]);
});

test("a link's visitor sees and ends this one sign-in, not those of other visitors", async () => {
  const { accountId } = await accountOf({ Ada: "owner" });
  const [mine, other] = [await open({ accountId }, "mine"), await open({ accountId }, "other")];
  const portal = portalOf(accountId, { role: "billing_manager", sessionId: mine });
  expect((await portal.sessions.list()).signIns.map(({ id }) => id)).toEqual([mine]);
  expect(await refusal(portal.sessions.end({ sessionId: other }))).toBe("not_found");
  expect(await portal.sessions.endAll({ keepThis: false })).toEqual({ ended: 1 });
  expect([await isLive(mine), await isLive(other)]).toEqual([false, true]);
});

function as({ accountId, userId }: Person, sessionId: string) {
  return portalOf(accountId, { role: "viewer", userId, sessionId });
}

async function open(
  who: { accountId: AccountId; userId?: string },
  userAgent: string,
): Promise<string> {
  const id = newId<string>();
  const { accountId, userId } = who;
  await inTransaction(testDb(), (tx) =>
    insertSession(tx, {
      ...{ id, realm: "customer", userId, accountId, userAgent },
      ...{ how: userId ? "email" : "portal_link", lifeSeconds: 36_000, idleSeconds: 3_600 },
    }),
  );
  return id;
}

async function isLive(id: string): Promise<boolean> {
  const session = await readAs(testDb(), { role: "tallybook_app" }, (tx) =>
    findLiveSession(tx, { id, realm: "customer" }),
  );
  return session !== undefined;
}

async function days(accountId: AccountId): Promise<Record<string, bigint>> {
  const { rows } = await sql<{ day: string; credits: bigint }>`
    select day, sum(credits)::int8 as credits from usage_by_day
    where account_id = ${accountId} group by 1 order by 1`.execute(books());
  return Object.fromEntries(rows.map(({ day, credits }) => [day, credits]));
}

async function periodsOf(accountId: AccountId) {
  const { rows } = await sql`
    select starts_at, ends_at, slice_starts_at, slice_ends_at from plan_periods
    where account_id = ${accountId} order by 1`.execute(books());
  return rows;
}
