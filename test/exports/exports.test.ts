import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { prune } from "@/jobs/prune";
import { books, Customer, openBooks, setClock } from "../books";
import { ask, read, someStaff, textOf, writeAll } from "./ground";

type Plain = Record<string, string>;

let sam: Awaited<ReturnType<typeof someStaff>>;

beforeAll(async () => {
  await openBooks("2026-03-01T12:00:00Z");
  sam = await someStaff();
  for (const plan of ["pro", "pro", null, "starter", null]) {
    const customer = await Customer.open();
    if (plan) await customer.start(plan);
  }
});

test("a file has the rows of the list, says what it is, and ends with how many they are", async () => {
  for (const filters of [{}, { plan: "pro" }, { state: "no_plan" }] as Plain[]) {
    const { id } = await ask(sam, { kind: "customers", filters, timezone: "Asia/Kathmandu" });
    await writeAll();
    const file = read(await textOf(id));
    const { customers } = await sam.caller.accounts.list(filters);
    expect(file.rows.map((row) => row.account_id).sort()).toEqual(
      customers.map((one) => one.id).sort(),
    );
    expect(file.promised).toBe(String(customers.length));
    expect([...file.head.keys()]).toContain("picture");
    expect(Object.fromEntries(file.head)).toMatchObject({
      ...{ export: "customers", id, "time zone": "Asia/Kathmandu" },
      ...{ "asked at": "2026-03-01T17:45:00+05:45", rows: "counted in the last line" },
      ...Object.fromEntries(
        Object.entries(filters).map(([name, value]) => [`filter ${name}`, value]),
      ),
    });
    const told = await sam.caller.exports.get({ id });
    const rows = BigInt(customers.length);
    expect(told).toMatchObject({ status: "done", rowsDone: rows, rowsExpected: rows, error: null });
    expect(await sam.caller.exports.count({ kind: "customers", filters, timezone: "UTC" })).toEqual(
      {
        ...{ rows: customers.length, more: false },
      },
    );
  }
});

test("what happens after it was asked for is not in it", async () => {
  const { id } = await ask(sam, { kind: "customers" });
  const audit = await ask(sam, { kind: "audit_log" });
  const before = await sam.caller.audit.list({ limit: 1_000 });
  await setClock("2026-03-01T12:05:00Z");
  const later = await Customer.open();
  await sam.caller.accounts.addNote({ account: later.id, body: "Called", pinned: false });
  await writeAll();
  const ids = read(await textOf(id)).rows.map((row) => row.account_id);
  expect(ids).toHaveLength(5);
  expect(ids).not.toContain(later.id);
  const places = ({ account_id: of, position }: Record<string, string>) => `${of} ${position}`;
  expect(
    read(await textOf(audit.id))
      .rows.map(places)
      .sort(),
  ).toEqual(before.acts.map((act) => `${act.account?.id ?? ""} ${act.position}`).sort());
});

test("asked twice under one id it is one; of another wish, another's or an unknown filter it is refused", async () => {
  const wish = { id: randomUUID(), kind: "customers", filters: { plan: "pro" } } as const;
  const zone = { timezone: "UTC" };
  const first = await sam.caller.exports.ask({ ...wish, ...zone });
  expect(await sam.caller.exports.ask({ ...wish, ...zone })).toEqual(first);
  await expect(
    sam.caller.exports.ask({ ...wish, timezone: "Europe/Berlin" }),
  ).rejects.toMatchObject({ code: "CONFLICT" });
  const other = await someStaff();
  await expect(other.caller.exports.ask({ ...wish, ...zone })).rejects.toMatchObject({
    code: "CONFLICT",
  });
  await expect(other.caller.exports.get({ id: wish.id })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(other.caller.exports.cancel({ id: wish.id })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  for (const filters of [{ nonsense: "1" }, { state: "angry" }] as Plain[]) {
    await expect(ask(sam, { kind: "customers", filters })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  }
  const support = await someStaff("support");
  await expect(ask(support, { kind: "audit_log" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect((await support.caller.exports.kinds()).kinds).not.toContain("audit_log");
  await writeAll();
});

test("one that is cancelled is written no further; one past its day is taken away", async () => {
  const { id } = await ask(sam, { kind: "customers" });
  expect(await sam.caller.exports.cancel({ id })).toMatchObject({ status: "cancelled" });
  const kept = await ask(sam, { kind: "customers" });
  await writeAll();
  expect(await textOf(id)).toBe("");
  expect(await textOf(kept.id)).not.toBe("");
  // Over, it stays over.
  expect(await sam.caller.exports.cancel({ id: kept.id })).toMatchObject({ status: "done" });
  await setClock("2026-03-08T12:04:59Z");
  await prune(books());
  expect(await sam.caller.exports.get({ id: kept.id })).toMatchObject({ status: "done" });
  await setClock("2026-03-08T12:05:01Z");
  // From that moment on, whenever it is taken away.
  expect(await sam.caller.exports.get({ id: kept.id })).toMatchObject({ status: "expired" });
  await prune(books());
  expect(await sam.caller.exports.get({ id: kept.id })).toMatchObject({ status: "expired" });
  expect(await textOf(kept.id)).toBe("");
});

test("five at once are enough, and one is not written because another cannot be", async () => {
  const some = await someStaff("support");
  const ids = [];
  for (let made = 0; made < 5; made += 1) ids.push((await ask(some, { kind: "customers" })).id);
  await expect(ask(some, { kind: "customers" })).rejects.toMatchObject({
    code: "TOO_MANY_REQUESTS",
  });
  // Of a kind that a later release wrote down.
  const broken = randomUUID();
  await sql`insert into exports (id, kind, filters, timezone, asked_by, as_of, created_at, expires_at)
    values (${broken}, 'of_tomorrow', '{}', 'UTC', ${some.actor}, app_now(), app_now(), app_now() + interval '1 day')`.execute(
    books(),
  );
  const retried = setInterval(() => {
    void sql`update exports set taken_until = null where id = ${broken} and taken_by is null`.execute(
      books(),
    );
  }, 50);
  await writeAll();
  clearInterval(retried);
  for (const id of ids) expect((await some.caller.exports.get({ id })).status).toBe("done");
  const given = await some.caller.exports.get({ id: broken });
  expect(given).toMatchObject({ status: "failed" });
  // An id of the log's, and none of its words.
  expect(given.error).toMatch(/^[0-9a-f]{8}$/);
});

test("pages of one's own come newest first, and end", async () => {
  const lee = await someStaff();
  const ids: string[] = [];
  for (let made = 0; made < 3; made += 1) ids.push((await ask(lee, { kind: "customers" })).id);
  const first = await lee.caller.exports.list({ limit: 2 });
  const second = await lee.caller.exports.list({ limit: 2, before: first.next ?? "" });
  const seen = [...first.exports, ...second.exports].map(({ id }) => id);
  expect(seen).toEqual([...ids].sort().reverse());
  expect(second.next).toBeNull();
  await writeAll();
});
