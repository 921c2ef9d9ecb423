import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import type { StaffRole } from "@/auth/roles";
import { workMonth } from "@/billing/months/work-month";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { advance, books, Customer, openBooks } from "../books";

const people = { finance: randomUUID(), admin: randomUUID() };

beforeAll(async () => {
  await openBooks("2026-01-05T10:00:00Z");
  for (const [role, id] of Object.entries(people)) {
    await sql`insert into staff_users (id, email, name, role, created_at)
      values (${id}, ${`${role}@us.example`}, ${`Our ${role}`}, ${role}, app_now())`.execute(
      books(),
    );
  }
});

function as(role: Exclude<StaffRole, "support">) {
  const who = { name: "Test", staffUserId: people[role], sessionId: randomUUID() };
  const actor = { kind: "staff" as const, fresh: true, role, ...who };
  return createCallerFactory(staffRouter)({ db: books(), actor, requestId: "test" });
}

test("finance closes a month through its checklist; only an administrator opens it again, for a reason", async () => {
  const customer = await Customer.open();
  await customer.start("pro");
  await advance("2026-02-06T00:00:00Z");
  const { months } = as("finance");
  expect(await months.list()).toMatchObject({
    months: [
      { month: "2026-02", status: "open" },
      { month: "2026-01", status: "open" },
    ],
    ...{ next: "2026-01", last: null, may: { close: true, reopen: false } },
  });
  expect((await months.checklist({ month: "2026-01" })).every(({ holds }) => holds)).toBe(true);
  await expect(months.snapshot({ month: "2026-01" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(months.close({ month: "2026-02" })).rejects.toMatchObject({
    cause: { code: "month_not_ready", facts: { open: "over,earlier" } },
  });
  await months.close({ month: "2026-01" });
  expect((await months.list()).months[1]).toMatchObject({ status: "closing", accountsLeft: 1 });
  await workMonth(books());
  expect((await months.list()).months[1]).toMatchObject({
    ...{
      status: "closed",
      accountsLeft: null,
      changed: { by: "Our finance" },
      snapshot: { number: 1 },
    },
  });
  const { kept, hashed, noted, now } = await months.verify({ month: "2026-01" });
  expect([hashed, noted, now]).toEqual([kept, kept, kept]);
  const reopening = { month: "2026-01", reason: "A bill came late" };
  await expect(months.reopen(reopening)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await as("admin").months.reopen(reopening);
  await workMonth(books());
  expect((await months.list()).months[1]).toMatchObject({
    ...{ status: "open", reason: "A bill came late", changed: { by: "Our admin" } },
  });
  // What it was closed with is kept, and says so by itself.
  expect(await months.verify({ month: "2026-01" })).toEqual({
    ...{ kept, hashed: kept, noted: kept, now: null },
  });
  const { acts } = await as("admin").audit.list({ act: "month" });
  expect(
    acts.map(({ act, actorName, after, reason }) => [act, actorName, after?.status, reason]),
  ).toEqual([
    ["month.changed", "Our admin", "open", "A bill came late"],
    ["month.changed", "Our admin", "reopening", "A bill came late"],
    ["month.changed", "Our finance", "closed", null],
    ["month.added", "Our finance", "closing", null],
  ]);
});

test("a snapshot that somebody with the keys to the database altered, hash and all, is found out by the audit log", async () => {
  const { months } = as("finance");
  const honest = await months.verify({ month: "2026-01" });
  await sql`alter table month_snapshots disable trigger month_snapshots_append_only`.execute(
    books(),
  );
  const tampered = sql`replace(content, '"closing":"9900"', '"closing":"9800"')`;
  await sql`update month_snapshots set content = ${tampered}, sha256 = sha256(convert_to(${tampered}, 'UTF8'))`.execute(
    books(),
  );
  await sql`alter table month_snapshots enable trigger month_snapshots_append_only`.execute(
    books(),
  );
  const { kept, hashed, noted } = await months.verify({ month: "2026-01" });
  expect([hashed, noted]).toEqual([kept, honest.kept]);
  expect(kept).not.toBe(noted);
});
