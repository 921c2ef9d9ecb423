import { sql } from "kysely";
import { expect, test } from "vitest";
import { acceptInvitation, lookAtInvitation } from "@/auth/invitations";
import { findPersonByEmail } from "@/auth/queries";
import { inTransaction, readAs } from "@/db/transaction";
import { newId } from "@/lib/ids";
import { testDb } from "../database";
import { accountOf, mailTo, membersOf, refusal } from "./people";

const accept = (code: unknown, name?: string) =>
  inTransaction(testDb(), (tx) => acceptInvitation(tx, { code, name, locale: null }));

async function invited(role: "owner" | "billing_manager" | "viewer" = "viewer") {
  const { accountId, members } = await accountOf({ Ada: "owner" });
  const email = `guest-${newId()}@people.example`;
  const answer = await members.Ada.portal.members.invite({ email, role, language: "de" });
  return { accountId, ...members, email, answer, code: (await mailTo(email)).code };
}

test("an invitation mails a link that makes a member of somebody new, once", async () => {
  const { accountId, Ada, email, answer, code } = await invited("billing_manager");
  expect(answer).toMatchObject({ email, sent: true });
  const days = (answer.expiresAt.getTime() - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.99);
  expect(days).toBeLessThanOrEqual(7.001);
  expect(await mailTo(email)).toMatchObject({ subject: "Ada lädt Sie zu Nimbus Robotics ein" });
  const { invitations } = await Ada.portal.members.list();
  expect(invitations).toMatchObject([{ email, role: "billing_manager", invitedBy: "Ada" }]);

  // Looking uses nothing up.
  for (let look = 0; look < 3; look += 1) {
    expect(await lookAtInvitation(code)).toMatchObject({ account: "Nimbus Robotics", name: null });
  }
  expect(await accept(code, "Bea")).toMatchObject({ accountId, joined: true });
  expect(await membersOf(accountId)).toEqual({ Ada: "owner", Bea: "billing_manager" });
  expect(await accept(code, "Bea")).toBeUndefined();
  expect(await lookAtInvitation(code)).toBeUndefined();
  expect((await Ada.portal.members.list()).invitations).toEqual([]);
});

test("of twenty who accept at the same moment, one does", async () => {
  const { accountId, code } = await invited();
  const all = await Promise.all(Array.from({ length: 20 }, () => accept(code, "Bea")));
  expect(all.filter((one) => one !== undefined)).toHaveLength(1);
  expect(await membersOf(accountId)).toEqual({ Ada: "owner", Bea: "viewer" });
});

test("somebody new says their name; somebody known keeps theirs", async () => {
  const first = await invited();
  await expect(accept(first.code)).rejects.toMatchObject({ code: "invalid_input" });
  await accept(first.code, "Bea");

  const { accountId, members } = await accountOf({ Oda: "owner" });
  await members.Oda.portal.members.invite({ email: first.email, role: "viewer", language: "en" });
  const { code } = await mailTo(first.email);
  expect(await lookAtInvitation(code)).toMatchObject({ name: "Bea" });
  await accept(code, "Somebody else");
  expect(await membersOf(accountId)).toEqual({ Oda: "owner", Bea: "viewer" });
});

test("a code that is withdrawn, too old or made up opens nothing", async () => {
  const { Ada, answer, code } = await invited();
  await Ada.portal.members.revokeInvitation({ invitationId: answer.id });
  await Ada.portal.members.revokeInvitation({ invitationId: answer.id });
  const old = await invited();
  await sql`update invitations set expires_at = clock_timestamp() where id = ${old.answer.id}`.execute(
    testDb(),
  );
  for (const one of [code, old.code, "A".repeat(43), "", "'; --", undefined, 7]) {
    expect(await lookAtInvitation(one)).toBeUndefined();
    expect(await accept(one, "Bea")).toBeUndefined();
  }
  expect((await old.Ada.portal.members.list()).invitations).toMatchObject([{ expired: true }]);
});

test("asking twice sends one mail; another role, or one that ran out, takes the old one's place", async () => {
  const { Ada, email, code } = await invited("viewer");
  const again = await Ada.portal.members.invite({
    email: email.toUpperCase(),
    role: "viewer",
    language: "en",
  });
  expect(again.sent).toBe(false);
  expect((await mailTo(email)).count).toBe(1);

  expect(await Ada.portal.members.invite({ email, role: "owner", language: "en" })).toMatchObject({
    sent: true,
  });
  expect(await lookAtInvitation(code)).toBeUndefined();
  const { code: second } = await mailTo(email);
  expect(await lookAtInvitation(second)).toMatchObject({ role: "owner" });
});

test("an owner's invitation that ran out does not stop a billing manager from inviting a viewer", async () => {
  const { members } = await accountOf({ Ada: "owner", Bea: "billing_manager" });
  const email = `guest-${newId()}@people.example`;
  const { id } = await members.Ada.portal.members.invite({ email, role: "owner", language: "en" });
  const wish = { email, role: "viewer", language: "en" } as const;
  expect(await refusal(members.Bea.portal.members.invite(wish))).toBe("forbidden");
  await sql`update invitations set created_at = created_at - interval '8 days', expires_at = clock_timestamp()
    where id = ${id}`.execute(testDb());
  expect(await members.Bea.portal.members.invite(wish)).toMatchObject({ sent: true });
  const { code } = await mailTo(email);
  expect(await lookAtInvitation(code)).toMatchObject({ role: "viewer" });
});

test("sending again is a new link and a new week, but not within a minute", async () => {
  const { Ada, email, answer, code } = await invited();
  const resend = (invitationId: string) =>
    Ada.portal.members.resendInvitation({ invitationId, language: "en" });
  expect((await resend(answer.id)).sent).toBe(false);
  await sql`update invitations set created_at = created_at - interval '2 minutes', expires_at = clock_timestamp()
    where id = ${answer.id}`.execute(testDb());
  expect((await resend(answer.id)).sent).toBe(true);
  const { code: second, count } = await mailTo(email);
  expect(count).toBe(2);
  expect(await lookAtInvitation(code)).toBeUndefined();
  expect(await lookAtInvitation(second)).toBeDefined();
  expect(await refusal(resend(answer.id))).toBe("not_found");
});

test("a member is not invited; one who became a member meanwhile is told so and keeps the role", async () => {
  const { accountId, members } = await accountOf({ Ada: "owner", Ben: "billing_manager" });
  const { Ada, Ben } = members;
  const ask = Ada.portal.members.invite({ email: Ben.email, role: "viewer", language: "en" });
  expect(await refusal(ask)).toBe("already_member");

  const { accountId: other, Ada: host, email, code } = await invited("viewer");
  await accept(code, "Bea");
  // Two links to the same person: the second comes too late.
  await sql`insert into invitations (account_id, id, email, role, invited_by, created_at, expires_at)
    values (${other}, ${newId()}, ${email}, 'owner', ${host.userId}, clock_timestamp(), clock_timestamp() + interval '1 day')`.execute(
    testDb(),
  );
  const [open] = (await host.portal.members.list()).invitations;
  await host.portal.members.resendInvitation({ invitationId: open?.id ?? "", language: "en" });
  await sql`update invitations set created_at = created_at - interval '2 minutes' where id = ${open?.id}`.execute(
    testDb(),
  );
  await host.portal.members.resendInvitation({ invitationId: open?.id ?? "", language: "en" });
  expect(await accept((await mailTo(email)).code)).toMatchObject({ joined: false });
  expect(await membersOf(other)).toEqual({ Ada: "owner", Bea: "viewer" });
  expect(await membersOf(accountId)).toEqual({ Ada: "owner", Ben: "billing_manager" });
});

test("an invitation to an address of staff makes a customer and touches nobody of staff", async () => {
  const { accountId, members } = await accountOf({ Ada: "owner" });
  const email = `ines-${newId()}@fernlicht.example`;
  await sql`insert into staff_users values (${newId()}, ${email}, 'Ines', 'admin', clock_timestamp())`.execute(
    testDb(),
  );
  await members.Ada.portal.members.invite({ email, role: "viewer", language: "en" });
  const { code } = await mailTo(email);
  expect(await lookAtInvitation(code)).toMatchObject({ name: null });
  const accepted = await accept(code, "Ines");
  const person = await readAs(testDb(), { role: "tallybook_app" }, (tx) =>
    findPersonByEmail(tx, { realm: "customer", email }),
  );
  expect(person).toEqual({ realm: "customer", userId: accepted?.userId });
  expect(await membersOf(accountId)).toEqual({ Ada: "owner", Ines: "viewer" });
});

test("look-alike addresses are one address", async () => {
  const { Ada, email } = await invited();
  const wide = email.replace("@", "＠").replace("guest", "ｇｕｅｓｔ");
  expect(
    (await Ada.portal.members.invite({ email: wide, role: "viewer", language: "en" })).sent,
  ).toBe(false);
});

test("thirty invitations an hour, and no more", async () => {
  const { members } = await accountOf({ Ada: "owner" });
  const ask = (index: number) =>
    refusal(
      members.Ada.portal.members.invite({
        email: `many-${index}-${members.Ada.userId}@x.example`,
        role: "viewer",
        language: "en",
      }),
    );
  const said = [];
  for (let index = 0; index < 32; index += 1) said.push(await ask(index));
  expect(said.filter((one) => one === undefined)).toHaveLength(30);
  expect(said.slice(30)).toEqual(["rate_limited", "rate_limited"]);
});

test("the code stands nowhere in the clear but in the mail", async () => {
  const { code } = await invited();
  for (const table of ["invitations", "directory"]) {
    const { rows } = await sql<{ text: string }>`
      select coalesce(string_agg(t::text, ' '), '') as text from ${sql.table(table)} t`.execute(
      testDb(),
    );
    expect(rows[0]?.text).not.toContain(code);
  }
});
