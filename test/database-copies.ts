import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { createPool, type Db, dbOf } from "@/db/client";

export type TestDatabase = { db: Db; url: string };

/** A copy with its connections, used so many times before; `end` takes it from whoever still has its `db`. */
type Copy = TestDatabase & { template: string; pool: pg.Pool; uses: number; end: () => void };

const open: Copy[] = [];
/** Nobody's now, and as new: see `pristine.ts`. */
const broughtBack: Copy[] = [];
/** What a hook before all tests opens is the whole file's. */
let openedByTest: Copy[] | undefined;

/** A copy of a database nobody is connected to: the same beginning for several endings. */
export async function copyOf(url: string): Promise<Copy> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const source = new URL(url).pathname.slice(1);
  // File by file costs half of what the default does, which writes every page into the log first.
  const copying = `template ${source} strategy file_copy`;
  await asAdmin((client) => client.query(`create database ${name} ${copying}`));
  const made = withDatabase(url, name);
  // A file that opens books for every cell would else hold the connections of them all.
  const settings = { max: 20, idleTimeoutMs: 3_000, applicationName: "tallybook-test" };
  const copy = copyWith(url, made, createPool(made, settings), 0);
  open.push(copy);
  return copy;
}

/** The same for a test or a file alone: a new copy, or one that was used and brought back. */
export async function beginningOf(template: string): Promise<TestDatabase & { isNew: boolean }> {
  const at = broughtBack.findLastIndex((one) => one.template === template);
  const [used] = at < 0 ? [] : broughtBack.splice(at, 1);
  if (used) open.push(used);
  const copy = used ?? (await copyOf(template));
  openedByTest?.push(copy);
  return { ...copy, isNew: used === undefined };
}

/** Closes a database that others will be copied from; it stays until the lane ends. */
export async function keptAsBeginning(of: Db): Promise<string> {
  const [kept] = open.splice(
    open.findIndex(({ db }) => db === of),
    1,
  );
  if (kept?.db !== of) throw new Error("Only a database of this file can be kept.");
  openedByTest = openedByTest?.filter((one) => one !== kept);
  await of.destroy();
  return kept.url;
}

/** What is opened from here on is the test's own. */
export function testBegins(): void {
  openedByTest = [];
}

/** Brings back what the test opened where that can be done; answers those that are the test's no longer. */
export async function testEnds(): Promise<Db[]> {
  const opened = openedByTest ?? [];
  openedByTest = undefined;
  const ended: Db[] = [];
  for (const copy of opened) if (await bringBack(copy)) ended.push(copy.db);
  return ended;
}

/** Brings back or drops every copy of the file but one, so that a long run does not fill the disk. */
export async function closeCopies(but: Db | undefined): Promise<void> {
  for (const copy of open.filter(({ db }) => db !== but)) {
    if (await bringBack(copy)) continue;
    open.splice(open.indexOf(copy), 1);
    await copy.db.destroy().catch(() => {}); // a test may have closed it already
    await asAdmin((client) => drop(client, new URL(copy.url).pathname.slice(1)));
  }
}

/** What was deleted stays in files and indexes, and is read again. */
const mostUses = 30;
/** A nightly test opens hundreds: they would fill the disk, or memory. */
const mostKept = 12;

/** Not where more than rows has changed, or somebody is still at work or connected by a connection of their own. */
async function bringBack(copy: Copy): Promise<boolean> {
  const { template, url, pool, uses } = copy;
  if (uses === mostUses || broughtBack.length === mostKept) return false;
  if (pool.ended || pool.totalCount !== pool.idleCount) return false;
  try {
    const { rows } = await pool.query("select pristine.bring_back($1)", [pool.totalCount]);
    if (!rows[0].bring_back) return false;
  } catch {
    return false; // no pristine schema in it, or a lock that somebody holds
  }
  copy.end();
  open.splice(open.indexOf(copy), 1);
  broughtBack.push(copyWith(template, url, pool, uses + 1));
  return true;
}

function copyWith(template: string, url: string, pool: pg.Pool, uses: number): Copy {
  let isOver = false;
  const connect = () =>
    isOver ? Promise.reject(new Error("These books are another test's now.")) : pool.connect();
  const own = { connect, end: () => pool.end(), options: pool.options };
  const end = () => {
    isOver = true;
  };
  return { db: dbOf(own), url, template, pool, uses, end };
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

async function asAdmin(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({
    connectionString: withDatabase(inject("templateUrl"), "postgres"),
  });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}
