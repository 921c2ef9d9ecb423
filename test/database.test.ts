import { globSync, readFileSync } from "node:fs";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { allChecks } from "@/billing/ledger/audit";
import { freshDatabase, rolledBack, testDb } from "./database";
import { assertChangedBooksAreClean, tablesOfChecks, tablesOfNoBooks } from "./proofs";

test("a test file has a migrated database of its own", async () => {
  const other = await freshDatabase();
  const names = await Promise.all([testDb(), other.db].map(nameOf));
  expect(new Set(names).size).toBe(2);
});

test("what runs rolled back runs as the writing role and leaves nothing behind", async () => {
  const seen = await rolledBack(async (tx) => {
    const { rows } = await sql<{
      role: string;
      xid: string;
    }>`select current_user as role, pg_current_xact_id()::text as xid`.execute(tx);
    return rows[0];
  });
  expect(seen?.role).toBe("tallybook_app");

  const { rows } = await sql<{ status: string }>`
    select pg_xact_status(${seen?.xid ?? "0"}::xid8) as status`.execute(testDb());
  expect(rows[0]?.status).toBe("aborted");
});

async function nameOf(db: ReturnType<typeof testDb>): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
  return rows[0]?.name ?? "";
}

test("what the books are not proven again for, no proof reads", () => {
  const proofs = globSync("src/billing/ledger/*.ts").map((file) => readFileSync(file, "utf8"));
  expect(proofs.join()).toMatch(/\btransfers\b/);
  for (const table of tablesOfNoBooks) expect(proofs.join()).not.toMatch(RegExp(`\\b${table}\\b`));
});

test("a proof is asked again when any table changes that Postgres reads for it", async () => {
  const read = await tablesOfChecks(testDb());
  await testDb()
    .connection()
    .execute(async (db) => {
      await sql`select set_config('tallybook.house_timezone', 'UTC', false)`.execute(db);
      for (const { name, wrong } of allChecks) {
        const { rows } = await sql.raw(`explain (format json) ${wrong}`).execute(db);
        const found = [...JSON.stringify(rows).matchAll(/"Relation Name":"(\w+)"/g)];
        const tables = found
          .map(([, table]) => table ?? "")
          .filter((one) => !one.startsWith("pg_"));
        expect(read(name).size, name).toBeGreaterThan(0);
        expect(
          tables.filter((table) => !read(name).has(table)),
          name,
        ).toEqual([]);
      }
    });
});

test("books that were proven once are found wrong again as soon as a row is", async () => {
  const { db } = await freshDatabase();
  await assertChangedBooksAreClean(db);
  await sql`insert into accounts (id, external_id, name, email, currency, timezone, metadata, created_at)
    values (gen_random_uuid(), 'x', 'X', 'x@example.com', 'usd', 'UTC', '{}', app_now())`.execute(
    db,
  );
  await expect(assertChangedBooksAreClean(db)).rejects.toThrow("no books");
});
