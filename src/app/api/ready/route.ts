import { existsSync } from "node:fs";
import { join } from "node:path";
import { missingInDatabase } from "@/db/probe";
import { env } from "@/env";
import { answer } from "../probe";

export const dynamic = "force-dynamic";

/** Whether to send customers here: database reached, migrated, and in the sandbox the story stands. */
export async function GET(): Promise<Response> {
  const missing = await whatIsMissing();
  return answer({ ready: missing.length === 0, missing }, missing.length === 0 ? 200 : 503);
}

async function whatIsMissing(): Promise<string[]> {
  const missing = await missingInDatabase();
  if (missing === undefined) return ["database"];
  if (env.mode === "production") return missing.filter((one) => one !== "accounts");

  const story = missing.map((one) => (one === "accounts" ? "story" : one));
  // The supervisor writes the file last of all and removes it first.
  const opened = existsSync(join(/* turbopackIgnore: true */ env.DATA_DIR, "sandbox.json"));
  return opened ? story : [...story, "sandbox.json"];
}
