import pg from "pg";
import { expect, test } from "vitest";
import { assertOurs } from "@/sandbox/deployment";
import { freshDatabase } from "../database";

/** A database in which the statements have run and nothing else of ours stands. */
async function databaseWith(...statements: string[]): Promise<string> {
  const { url } = await freshDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("drop schema public, pgboss cascade; create schema public");
  for (const statement of statements) await client.query(statement);
  await client.end();
  return url;
}

test("a first start that was cut short before it migrated is gone on with", async () => {
  const url = await databaseWith(
    "create table kysely_migration (name text)",
    "create table kysely_migration_lock (id text)",
  );
  await expect(assertOurs(url, "sandbox")).resolves.toBeUndefined();
});

test("a sandbox takes no database that holds somebody's tables", async () => {
  const url = await databaseWith("create table orders (id int)");
  await expect(assertOurs(url, "sandbox")).rejects.toThrow("not the sandbox's own");
});
