import { resolve } from "node:path";
import { env } from "@/env";
import { emptySandbox } from "./deployment";
import { startPostgres } from "./postgres";
import { prepareDatabase } from "./prepare";
import { isRunning } from "./processes";
import { readRunFile } from "./run-file";

await main();

/** `npm run db:reset`: the sandbox's database anew, with the story as it was on the first day. */
async function main(): Promise<void> {
  const dataDir = resolve(env.DATA_DIR);
  const run = readRunFile(dataDir);
  if (env.mode === "production")
    refuse("db:reset is for the sandbox; this is a production database.");
  if (run && isRunning(run.supervisor))
    refuse("Tallybook runs. Stop it first (Ctrl-C), then reset.");

  const postgres = env.DATABASE_URL ? undefined : await startPostgres({ dataDir });
  const url = postgres?.url ?? env.DATABASE_URL ?? "";
  try {
    await emptySandbox(url);
    await prepareDatabase(url, "sandbox");
    console.log("The sandbox is as on its first day.");
  } finally {
    await postgres?.stop();
  }
}

function refuse(why: string): never {
  console.error(why);
  process.exit(1);
}
