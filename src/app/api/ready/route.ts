import { existsSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { pendingMigrations } from "@/db/migrate";
import { env } from "@/env";
import { answer, probeDb, withinASecond } from "../probe";

export const dynamic = "force-dynamic";

/** Whether to send customers here: database reached, migrated, and in the sandbox the story stands. */
export async function GET(): Promise<Response> {
  const missing = await withinASecond(whatIsMissing);
  if (missing === undefined) return answer({ ready: false, missing: ["database"] }, 503);
  return answer({ ready: missing.length === 0, missing }, missing.length === 0 ? 200 : 503);
}

async function whatIsMissing(): Promise<string[]> {
  const db = probeDb();
  const pending = await pendingMigrations(db);
  if (pending.length > 0) return ["migrations"];
  if (env.mode === "production") return [];

  const { rows } = await sql<{ stands: boolean }>`
    select exists (select from accounts) as stands`.execute(db);
  // The supervisor writes the file last of all and removes it first.
  const opened = existsSync(join(/* turbopackIgnore: true */ env.DATA_DIR, "sandbox.json"));
  return [...(rows[0]?.stands ? [] : ["story"]), ...(opened ? [] : ["sandbox.json"])];
}
