import { sql } from "kysely";
import { databaseUrl } from "@/env";
import { createDb, type Db } from "./client";
import { pendingMigrations } from "./migrate";

const shared = globalThis as { tallybookProbe?: Db };

/** Connections for probes alone: a pool that is exhausted must not make the process look dead. */
function probeDb(): Db {
  shared.tallybookProbe ??= createDb(databaseUrl(), {
    max: 2,
    statementTimeoutMs: 1_000,
    applicationName: "tallybook-probe",
  });
  return shared.tallybookProbe;
}

/** Whether the database answers within a second. */
export async function databaseAnswers(): Promise<boolean> {
  return (await withinASecond(() => sql`select 1`.execute(probeDb()))) !== undefined;
}

/** What the database lacks for serving customers; undefined when it does not answer. */
export async function missingInDatabase(): Promise<("migrations" | "accounts")[] | undefined> {
  return await withinASecond(async () => {
    const db = probeDb();
    if ((await pendingMigrations(db)).length > 0) return ["migrations"];
    const { rows } = await sql<{ found: boolean }>`
      select exists (select from accounts) as found`.execute(db);
    return rows[0]?.found ? [] : ["accounts"];
  });
}

/** What a query of those who call says, or undefined when the database does not say it within a second. */
export async function askedInTime<T>(question: (db: Db) => Promise<T>): Promise<T | undefined> {
  return await withinASecond(() => question(probeDb()));
}

/** The answer of a check, or undefined after a second: a probe that hangs tells nobody anything. */
async function withinASecond<T>(check: () => Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), 1_000);
  });
  try {
    return await Promise.race([check().catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
