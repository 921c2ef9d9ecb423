import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import pg from "pg";
import { inject } from "vitest";
import { auditBooks } from "@/billing/ledger/audit";
import { createDb, type Db, type Tx } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { assertChangedBooksAreClean, refuse } from "./proofs";

type TestDatabase = { db: Db; url: string };

let ownOfFile: TestDatabase | undefined;
/** Whether any test of the file had its own database in hand; those that open books of their own never do. */
let wasHandedOut = false;
const open: TestDatabase[] = [];

// Modules are read once a process, files follow one another in it: the product's own pool is the file's.
Object.defineProperty(globalThis, "tallybookDb", { get: testDb, configurable: true });

/** The test file's own database, a copy of the migrated template; audited after every test. */
export function testDb(): Db {
  wasHandedOut = true;
  return database().db;
}

/** For what opens its own connections: another process, a raw client, `createDb` with options. */
export function testDatabaseUrl(): string {
  wasHandedOut = true;
  return database().url;
}

/** Another copy, for tests that break its books or move its clock; nobody audits it. */
export async function freshDatabase(): Promise<TestDatabase> {
  return await copyOf(inject("templateUrl"));
}

/** A copy of a database nobody is connected to: the same beginning for several endings. */
export async function copyOf(url: string): Promise<TestDatabase> {
  const template = new URL(url);
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const source = template.pathname.slice(1);
  // File by file costs half of what the default does, which writes every page into the log first.
  const copying = `template ${source} strategy file_copy`;
  await asAdmin((client) => client.query(`create database ${name} ${copying}`));
  const made = withDatabase(template, name);
  // A file that opens books for every cell would else hold the connections of them all.
  const settings = { max: 20, idleTimeoutMs: 3_000, applicationName: "tallybook-test" };
  const copy = { db: createDb(made, settings), url: made };
  open.push(copy);
  return copy;
}

/** Closes a database that others will be copied from; it stays until the lane ends. */
export async function keptAsBeginning(of: Db): Promise<string> {
  const [kept] = open.splice(
    open.findIndex(({ db }) => db === of),
    1,
  );
  if (kept?.db !== of) throw new Error("Only a database of this file can be kept.");
  await of.destroy();
  return kept.url;
}

class RolledBack extends Error {}

/**
 * Runs an operation as the product does, then undoes it.
 *
 * Deferred constraints and the audit are run before, since a rollback would never reach them.
 */
export async function rolledBack<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  const results: T[] = [];
  await inTransaction(testDb(), async (tx) => {
    results.push(await work(tx));
    await sql`set constraints all immediate`.execute(tx);
    await assertBooksAreClean(tx);
    throw new RolledBack();
  }).catch((error: unknown) => {
    if (!(error instanceof RolledBack)) throw error;
  });
  return results[0] as T;
}

/** What the audit finds; the days of a test's books end by UTC. */
export async function findingsIn(db: Db) {
  return await auditBooks(db, "UTC");
}

/** Fails with what the audit found. */
export async function assertBooksAreClean(db: Db): Promise<void> {
  refuse(await findingsIn(db));
}

/** The file's own database, audited after every test. */
export async function assertOwnBooksAreClean(): Promise<void> {
  if (wasHandedOut) await assertChangedBooksAreClean(database().db);
}

/**
 * Called by the set-up of every file. One that no test had in hand is as new to the next file; what the
 * product keeps for its process (all of it on globalThis, under its name) begins anew with each.
 */
export async function openDatabase(): Promise<void> {
  for (const name of Object.keys(globalThis)) {
    if (name.startsWith("tallybook")) Reflect.deleteProperty(globalThis, name);
  }
  if (ownOfFile && !wasHandedOut) return;
  ownOfFile = await freshDatabase();
  wasHandedOut = false;
  process.env.DATABASE_URL = ownOfFile.url;
}

/** Closes and drops every database of the file, so that a long run does not fill the disk. */
export async function closeDatabases(): Promise<void> {
  const kept = ownOfFile && !wasHandedOut ? open.splice(open.indexOf(ownOfFile), 1) : [];
  const closing = open.splice(0, open.length, ...kept);
  for (const { db, url } of closing) {
    await db.destroy().catch(() => {}); // a test may have closed it already
    const name = new URL(url).pathname.slice(1);
    await asAdmin((client) => drop(client, name));
  }
}

/** Autovacuum may be at work in it, which Postgres lets nobody but a superuser end: wait for it. */
async function drop(client: pg.Client, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(`drop database if exists ${name} with (force)`);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "42501" || attempt === 40) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

function database(): TestDatabase {
  if (!ownOfFile) throw new Error("test/setup/database.ts has not run; is the test under test/?");
  return ownOfFile;
}

async function asAdmin(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({
    connectionString: withDatabase(new URL(inject("templateUrl")), "postgres"),
  });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: URL, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}
