import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { readRunFile } from "@/sandbox/run-file";
import { dataDir } from "./sandbox";

/** While `during` runs, the portal may not read this table: what needs it cannot be shown. */
export async function withoutReading(table: string, during: () => Promise<void>): Promise<void> {
  await asOwner(async (owner) => {
    await owner.query(`revoke select on ${table} from tallybook_portal`);
    try {
      await during();
    } finally {
      await owner.query(`grant select on ${table} to tallybook_portal`);
    }
  });
}

/** While `during` runs, who reads this table waits; three seconds at most, as everywhere. */
export async function whileHeld(table: string, during: () => Promise<void>): Promise<void> {
  await asOwner(async (owner) => {
    await owner.query("begin");
    await owner.query(`lock table ${table} in access exclusive mode`);
    try {
      await during();
    } finally {
      await owner.query("rollback");
    }
  });
}

/** What stands in the database, asked past every role. */
export async function rowsOf<Row extends pg.QueryResultRow>(
  question: string,
  values: readonly unknown[],
): Promise<Row[]> {
  return await asOwner(async (owner) => (await owner.query<Row>(question, [...values])).rows);
}

/** All that the web process has logged so far. */
export function webLog(): string {
  return readFileSync(join(dataDir, "web.log"), "utf8");
}

async function asOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client(readRunFile(dataDir)?.databaseUrl);
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}
