import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { books, openBooks } from "../books";

/** A thousand of us, of whom one in ten is called Ada, and the last is not with us any more. */
beforeAll(async () => {
  await openBooks("2026-01-31T10:00:00Z");
  await sql`insert into staff_users (id, email, name, role, created_at, disabled_at)
    select gen_random_uuid(), 'p' || n || '@us.example', case n % 10 when 0 then 'Ada ' else 'Bo ' end || lpad(n::text, 4, '0'),
      'finance', app_now(), case n when 1000 then app_now() end
    from generate_series(1, 1000) n`.execute(books());
});

function caller() {
  const who = { name: "Ada", staffUserId: randomUUID(), sessionId: randomUUID() };
  const actor: Actor = { kind: "staff", fresh: true, role: "finance", ...who };
  return createCallerFactory(staffRouter)({ db: books(), actor, requestId: "test" });
}

const find = (text: string) => caller().tasks.assignees({ text });

test("of a thousand of us the first twenty by name come, and it says that there are more", async () => {
  const all = await find("");
  expect(all.people).toHaveLength(20);
  expect(all.more).toBe(true);
  expect(all.people[0]?.name).toBe("Ada 0010");
  const { people } = await find("aDa 01");
  // 0100 to 0190.
  expect(people.map(({ name }) => name)).toEqual(
    Array.from({ length: 10 }, (_, tens) => `Ada 01${tens}0`),
  );
});

test("an address finds its one, whatever stands in it means only itself, and who has left is not found", async () => {
  expect(await find("P777@US")).toMatchObject({ people: [{ name: "Bo 0777" }], more: false });
  for (const text of ["%", "_", "\\", "ada 1000", "nobody"])
    expect(await find(text)).toEqual({ people: [], more: false });
});

test("neither a task nor a difference is told with everybody, and neither is given to who has left", async () => {
  expect(await caller().tasks.list({})).not.toHaveProperty("people");
  const gone = await books()
    .selectFrom("staff_users")
    .where("disabled_at", "is not", null)
    .select("id")
    .executeTakeFirstOrThrow();
  const given = { differenceId: randomUUID(), staffUserId: gone.id };
  await expect(caller().reconciliation.assign(given)).rejects.toMatchObject({
    cause: { code: "not_found", facts: { field: "staffUserId" } },
  });
});
