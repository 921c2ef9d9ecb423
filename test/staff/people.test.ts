import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { books, openBooks } from "../books";

const admins = [randomUUID(), randomUUID()];

beforeAll(async () => {
  await openBooks("2026-01-31T10:00:00Z");
  for (const id of admins) {
    await sql`insert into staff_users (id, email, name, role, created_at)
      values (${id}, ${`${id}@us.example`}, 'Ada', 'admin', app_now())`.execute(books());
  }
});

function by(staffUserId: string) {
  const who = { name: "Ada", staffUserId, sessionId: randomUUID() };
  const actor: Actor = { kind: "staff", fresh: true, role: "admin", ...who };
  return createCallerFactory(staffRouter)({ db: books(), actor, requestId: "test" });
}

test("somebody new is let in, becomes something else and is let out, and each of it is in the log", async () => {
  const [admin = ""] = admins;
  const { people, audit } = by(admin);
  const sam = { name: "Sam", email: "sam@us.example", role: "support" } as const;
  const { id } = await people.add(sam);
  await expect(people.add({ ...sam, name: "Another" })).rejects.toMatchObject({
    cause: { code: "invalid_input", facts: { field: "email" } },
  });
  await people.change({ id, role: "finance", disabled: false });
  await people.change({ id, role: "finance", disabled: true });
  await people.change({ id, role: "finance", disabled: true });
  const { people: all } = await people.list();
  expect(all.at(-1)).toMatchObject({ id, role: "finance", disabledAt: expect.any(Date) });
  const { acts } = await audit.list({ act: "staff", actor: `staff:${admin}` });
  expect(acts.map(({ act, before, after }) => ({ act, before, after }))).toMatchObject([
    {
      ...{ act: "staff.changed", before: { disabled_at: null } },
      after: { disabled_at: expect.any(String) },
    },
    { act: "staff.changed", before: { role: "support" }, after: { role: "finance" } },
    { act: "staff.added", before: null, after: { id, ...sam } },
  ]);
});

test("two administrators who put one another out at once: one of them remains", async () => {
  const [one = "", two = ""] = admins;
  const both = await Promise.allSettled([
    by(one).people.change({ id: two, role: "admin", disabled: true }),
    by(two).people.change({ id: one, role: "support", disabled: false }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const refused = both.find((answer) => answer.status === "rejected");
  expect(refused?.reason).toMatchObject({ cause: { code: "last_admin" } });
});
