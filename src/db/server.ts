import { databaseUrl, env } from "@/env";
import { createDb, type Db } from "./client";

const shared = globalThis as { tallybookDb?: Db };

/** The web process's one pool. On globalThis, because Next bundles each route on its own. */
export function serverDb(): Db {
  shared.tallybookDb ??= createDb(databaseUrl(), {
    max: env.DATABASE_POOL,
    applicationName: "tallybook-web",
  });
  return shared.tallybookDb;
}
