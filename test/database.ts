import { sql } from "kysely";
import { inject } from "vitest";
import { auditBooks } from "@/billing/ledger/audit";
import type { Db, Tx } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { beginningOf, closeCopies, copyOf, type TestDatabase } from "./database-copies";
import { assertChangedBooksAreClean, refuse } from "./proofs";

let ownOfFile: TestDatabase | undefined;
/** Whether any test of the file had its own database in hand; those that open books of their own never do. */
let wasHandedOut = false;

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
  ownOfFile = await beginningOf(inject("ownUrl"));
  wasHandedOut = false;
  process.env.DATABASE_URL = ownOfFile.url;
}

/** Called when the file ends. */
export async function closeDatabases(): Promise<void> {
  await closeCopies(wasHandedOut ? undefined : ownOfFile?.db);
}

function database(): TestDatabase {
  if (!ownOfFile) throw new Error("test/setup/database.ts has not run; is the test under test/?");
  return ownOfFile;
}
