import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "@/db/migrate";
import { type RunningPostgres, startPostgres } from "@/sandbox/postgres";

declare module "vitest" {
  interface ProvidedContext {
    /** The migrated database every test database is a copy of; nobody connects to it. */
    templateUrl: string;
  }
}

let folder: string | undefined;
let postgres: RunningPostgres | undefined;

/** One Postgres a run, as durable as the real one: kill tests ask what survives. */
export async function setup(project: TestProject): Promise<void> {
  folder = mkdtempSync(join(process.env.LANE_DIR ?? tmpdir(), "tallybook-test-"));
  chmodSync(folder, 0o755); // Postgres may run as another user, who must get through here.
  postgres = await startPostgres({
    dataDir: folder,
    settings: { max_connections: "200", shared_buffers: "256MB" },
  });
  await migrate(postgres.url);
  project.provide("templateUrl", postgres.url);
}

export async function teardown(): Promise<void> {
  await postgres?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
}
