import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { createDb } from "@/db/client";
import { migrate } from "@/db/migrate";
import { type RunningPostgres, startPostgres } from "@/sandbox/postgres";
import { readCredentials } from "@/sandbox/postgres-cluster";
import { postgresHome } from "@/sandbox/postgres-home";
import { beginBooks } from "../begin-books";
import { keepPristine } from "../pristine";
import { assertChangedBooksAreClean, type Rows } from "../proofs";

declare module "vitest" {
  interface ProvidedContext {
    /** The migrated database every test database is a copy of; nobody connects to it. */
    templateUrl: string;
    /** The same, which a file of tests begins with and which can be brought back. */
    ownUrl: string;
    /** The same with the tests' catalogue in it and the clock stopped. */
    booksUrl: string;
    /** What is proven of it. */
    booksProof: Rows;
  }
}

let folder: string | undefined;
let postgres: RunningPostgres | undefined;

/** What only a machine losing its power asks of Postgres, and what it does by itself: a kill loses no more. */
const unpowered = {
  fsync: "off",
  full_page_writes: "off",
  autovacuum: "off",
};

/**
 * What only costs time where tables have a few rows: looking for the best order of ten joins takes Postgres longer than
 * all of a test's statements, and new to a database it does so for each anew.
 */
const small = { jit: "off", join_collapse_limit: "4", from_collapse_limit: "4" };

/** One Postgres a run, which keeps through a kill what it keeps in production: tests ask what survives. */
export async function setup(project: TestProject): Promise<void> {
  folder = mkdtempSync(join(process.env.LANE_DIR ?? tmpdir(), "tallybook-test-"));
  chmodSync(folder, 0o755); // Postgres may run as another user, who must get through here.
  postgres = await startPostgres({
    dataDir: folder,
    settings: { max_connections: "500", shared_buffers: "256MB", ...unpowered, ...small },
  });
  await migrate(postgres.url);
  project.provide("templateUrl", postgres.url);
  const superuser = superuserOf(folder);
  project.provide("ownUrl", await ownTemplate(postgres.url, superuser));
  const { url, proof } = await beginTemplate(postgres.url, superuser);
  project.provide("booksUrl", url);
  project.provide("booksProof", proof);
}

/** Made once: every test about books begins with them, moves the clock and has its catalogue. */
async function beginTemplate(
  migrated: string,
  superuser: string,
): Promise<{ url: string; proof: Rows }> {
  const url = await copyNamed("test_books", migrated);
  const db = createDb(url);
  await beginBooks(db, "2020-01-01T00:00:00Z");
  const proof = await assertChangedBooksAreClean(db);
  await db.destroy();
  await keepPristine(url, superuser);
  return { url, proof };
}

/** Every file begins with it. */
async function ownTemplate(migrated: string, superuser: string): Promise<string> {
  const url = await copyNamed("test_own", migrated);
  await keepPristine(url, superuser);
  return url;
}

async function copyNamed(name: string, of: string): Promise<string> {
  const url = new URL(of);
  const source = url.pathname.slice(1);
  url.pathname = `/${name}`;
  const admin = new pg.Client(of.replace(/[^/]*$/, "postgres"));
  await admin.connect();
  await admin.query(`create database ${name} template ${source}`);
  await admin.end();
  return url.href;
}

/** The password of whom Postgres lets do anything. */
function superuserOf(dataDir: string): string {
  const credentials = readCredentials(postgresHome(dataDir));
  if (!credentials) throw new Error("A cluster that was started has its passwords.");
  return credentials.superuser;
}

export async function teardown(): Promise<void> {
  await postgres?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
}
