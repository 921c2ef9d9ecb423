import { sql } from "kysely";
import { expect, test } from "vitest";
import { changeRole, leaveAccount } from "@/auth/members";
import { findLiveSession, insertSession } from "@/auth/queries";
import type { CustomerRole } from "@/auth/roles";
import { inTransaction, readAs } from "@/db/transaction";
import { type AccountId, newId } from "@/lib/ids";
import { testDb } from "../database";
import { portalOf } from "../portal";
import { runs } from "../runs";
import { accountOf, mailTo, membersOf, refusal } from "./people";

test("everybody sees who belongs to the account, since when and when last seen, and nobody of another", async () => {
  const { accountId, members } = await accountOf({ Ada: "owner", Ben: "viewer" });
  await accountOf({ Eve: "owner" });
  await openSessionOf(members.Ben.userId, accountId);
  const { members: list, me, may } = await members.Ben.portal.members.list();
  expect(list.map(({ name, role }) => [name, role])).toEqual([
    ["Ada", "owner"],
    ["Ben", "viewer"],
  ]);
  expect(list[0]?.lastSeenAt).toBeNull();
  expect(list[1]?.lastSeenAt).toBeInstanceOf(Date);
  expect(me).toBe(members.Ben.userId);
  expect(may).toMatchObject({ manage: false, invite: [] });
});

test("when a member was last seen on another account is not told here", async () => {
  const { accountId, members } = await accountOf({ Ada: "owner" });
  const other = await accountOf({ Eve: "owner" });
  await sql`insert into memberships values (${other.accountId}, ${members.Ada.userId}, 'viewer', clock_timestamp())`.execute(
    testDb(),
  );
  await openSessionOf(members.Ada.userId, accountId);
  const { members: list } = await other.members.Eve.portal.members.list();
  expect(list.find(({ name }) => name === "Ada")?.lastSeenAt).toBeNull();
});

test("an owner gives roles; the new role counts from the next call on", async () => {
  const { accountId, members } = await accountOf({ Ada: "owner", Ben: "viewer" });
  const { Ada, Ben } = members;
  expect(await Ada.portal.members.changeRole({ userId: Ben.userId, role: "owner" })).toEqual({
    changed: true,
  });
  expect(await Ada.portal.members.changeRole({ userId: Ben.userId, role: "owner" })).toEqual({
    changed: false,
  });
  await portalOf(accountId, { role: "owner", userId: Ben.userId }).members.changeRole({
    userId: Ada.userId,
    role: "viewer",
  });
  // Ada's session still says owner; the books of people say otherwise.
  const again = Ada.portal.members.changeRole({ userId: Ben.userId, role: "viewer" });
  expect(await refusal(again)).toBe("forbidden");
  expect(await membersOf(accountId)).toEqual({ Ada: "viewer", Ben: "owner" });
});

test("the last owner neither goes nor becomes less", async () => {
  const { accountId, members } = await accountOf({ Ada: "owner", Ben: "billing_manager" });
  const { Ada } = members;
  for (const role of ["viewer", "billing_manager"] as const) {
    const asked = Ada.portal.members.changeRole({ userId: Ada.userId, role });
    expect(await refusal(asked)).toBe("last_owner");
  }
  expect(await refusal(Ada.portal.members.leave())).toBe("last_owner");
  expect(await refusal(Ada.portal.members.remove({ userId: Ada.userId }))).toBe("last_owner");
  expect(await membersOf(accountId)).toEqual({ Ada: "owner", Ben: "billing_manager" });
});

test("two owners who demote each other, or leave, at the same moment leave one owner", async () => {
  for (let round = 0; round < runs(10, 100); round += 1) {
    const { accountId, members } = await accountOf({ Ada: "owner", Ben: "owner" });
    const { Ada, Ben } = members;
    const asked =
      round % 2 === 0
        ? [
            Ada.portal.members.changeRole({ userId: Ben.userId, role: "viewer" }),
            Ben.portal.members.changeRole({ userId: Ada.userId, role: "viewer" }),
          ]
        : [Ada.portal.members.leave(), Ben.portal.members.leave()];
    const refused = (await Promise.all(asked.map(refusal))).filter(Boolean);
    expect(refused).toEqual([round % 2 === 0 ? "forbidden" : "last_owner"]);
    const owners = Object.values(await membersOf(accountId)).filter((role) => role === "owner");
    expect(owners).toHaveLength(1);
  }
});

test("the database keeps an owner even where the code would not", async () => {
  const { accountId } = await accountOf({ Ada: "owner", Ben: "owner" });
  const without = (change: string) =>
    inTransaction(testDb(), (tx) =>
      sql`${sql.raw(change)} where account_id = ${accountId}`.execute(tx),
    );
  await expect(without("delete from memberships")).rejects.toMatchObject({ code: "last_owner" });
  await expect(without("update memberships set role = 'viewer'")).rejects.toMatchObject({
    code: "last_owner",
  });
});

test("whoever is removed is signed out at once, and stays so when invited again", async () => {
  const { accountId, members } = await accountOf({ Ada: "owner", Ben: "viewer" });
  const { Ada, Ben } = members;
  const session = await openSessionOf(Ben.userId, accountId);
  expect(await isLive(session)).toBe(true);
  await Ada.portal.members.remove({ userId: Ben.userId });
  expect(await isLive(session)).toBe(false);
  await sql`insert into memberships values (${accountId}, ${Ben.userId}, 'viewer', clock_timestamp())`.execute(
    testDb(),
  );
  expect(await isLive(session)).toBe(false);
});

test("who leaves goes on with another account of theirs, where they have one", async () => {
  const { accountId, members } = await accountOf({ Ada: "owner", Ben: "viewer" });
  const other = await accountOf({ Eve: "owner" });
  const { userId } = members.Ben;
  await sql`insert into memberships values (${other.accountId}, ${userId}, 'viewer', clock_timestamp())`.execute(
    testDb(),
  );
  const [here, elsewhere] = [
    await openSessionOf(userId, accountId),
    await openSessionOf(userId, accountId),
  ];
  await inTransaction(testDb(), (tx) => leaveAccount(tx, { accountId, userId }, here));
  expect(await liveSession(here)).toMatchObject({ accountId: other.accountId, role: "viewer" });
  expect(await isLive(elsewhere)).toBe(false);
});

test("what a demoted owner has sent out and may no longer hand out is withdrawn", async () => {
  const { members } = await accountOf({ Ada: "owner", Ben: "owner" });
  const { Ada, Ben } = members;
  for (const role of ["owner", "billing_manager", "viewer"] as const) {
    await Ben.portal.members.invite({
      email: `${role}-${newId()}@x.example`,
      role,
      language: "en",
    });
  }
  await Ada.portal.members.changeRole({ userId: Ben.userId, role: "billing_manager" });
  expect(await openRoles(Ada)).toEqual(["viewer"]);
  await Ada.portal.members.remove({ userId: Ben.userId });
  expect(await openRoles(Ada)).toEqual([]);
});

test("a member of another account is as unknown as one that never was", async () => {
  const { members } = await accountOf({ Ada: "owner" });
  const { members: others } = await accountOf({ Eve: "viewer", Oda: "owner" });
  for (const userId of [others.Eve.userId, newId<string>()]) {
    expect(await refusal(members.Ada.portal.members.remove({ userId }))).toBe("not_found");
    const change = members.Ada.portal.members.changeRole({ userId, role: "viewer" });
    expect(await refusal(change)).toBe("not_found");
  }
  const account = others.Oda.accountId;
  expect(await membersOf(account)).toEqual({ Eve: "viewer", Oda: "owner" });
});

test("a race of many changes by many owners always leaves an owner", async () => {
  const { accountId, members } = await accountOf({
    A: "owner",
    B: "owner",
    C: "owner",
    D: "owner",
  });
  const all = Object.values(members);
  const roles: CustomerRole[] = ["viewer", "billing_manager", "owner"];
  const changes = Array.from({ length: runs(60, 600) }, (_, index) => {
    const [me, them] = [all[index % 4], all[(index * 7 + 1) % 4]];
    const role = roles[index % 3] ?? "viewer";
    if (!me || !them) throw new Error("There are four");
    return inTransaction(testDb(), (tx) => changeRole(tx, me, { userId: them.userId, role })).catch(
      // Who waits too long for the row is told to come back, and has changed nothing.
      ({ code }: { code?: string }) =>
        expect(["forbidden", "last_owner", "retry_later"]).toContain(code),
    );
  });
  await Promise.all(changes);
  expect(Object.values(await membersOf(accountId))).toContain("owner");
});

test("names and strange input are refused before anything is asked of the database", async () => {
  const { members } = await accountOf({ Ada: "owner" });
  const { invite } = members.Ada.portal.members;
  const good = { email: "x@example.com", role: "viewer", language: "en" } as const;
  const bad: unknown[] = [
    { ...good, role: "admin" },
    { ...good, accountId: members.Ada.accountId },
    { ...good, email: "x@example.com\nBcc: all@example.com" },
    { ...good, email: "x" },
    { ...good, language: "en-XA" },
    { email: good.email },
    null,
  ];
  for (const input of bad) expect(await refusal(invite(input as never))).toBe("invalid_input");
  expect((await mailTo("x@example.com")).count).toBe(0);
});

test("a link's visitor reads the members and changes none", async () => {
  const { accountId, members } = await accountOf({ Ada: "owner" });
  const link = portalOf(accountId, { role: "billing_manager" });
  expect((await link.members.list()).may).toMatchObject({ manage: false, invite: [] });
  const asked = link.members.invite({ email: "x@example.com", role: "viewer", language: "en" });
  expect(await refusal(asked)).toBe("forbidden");
  expect(await refusal(link.members.remove({ userId: members.Ada.userId }))).toBe("forbidden");
});

async function openRoles(who: { portal: ReturnType<typeof portalOf> }) {
  return (await who.portal.members.list()).invitations.map(({ role }) => role);
}

async function openSessionOf(userId: string, accountId: AccountId): Promise<string> {
  const id = newId<string>();
  await inTransaction(testDb(), (tx) =>
    insertSession(tx, {
      ...{ id, realm: "customer", userId, accountId, how: "email" },
      ...{ lifeSeconds: 3_600, idleSeconds: 3_600 },
    }),
  );
  return id;
}

const liveSession = (id: string) =>
  readAs(testDb(), { role: "tallybook_app" }, (tx) =>
    findLiveSession(tx, { id, realm: "customer" }),
  );

async function isLive(id: string): Promise<boolean> {
  return (await liveSession(id)) !== undefined;
}
