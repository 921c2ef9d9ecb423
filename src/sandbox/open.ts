import { join } from "node:path";
import { createDb } from "@/db/client";
import { env } from "@/env";
import { writePrivately } from "./run-file";
import { sandboxAccess } from "./story/access";
import { giveCards } from "./story/cards";
import type { Played } from "./stripe/ask";

/** Writes how to get in to `sandbox.json`, which makes the sandbox ready, and answers what to print. */
export async function openSandbox(
  databaseUrl: string,
  { dataDir, stripe }: { dataDir: string; stripe?: Played },
): Promise<string[]> {
  const db = createDb(databaseUrl, { max: 2, applicationName: "tallybook-start" });
  try {
    if (stripe) await giveCards(db, stripe);
    const { serviceKey, signIns } = await sandboxAccess(db, { baseUrl: env.PUBLIC_URL, dataDir });
    const file = join(dataDir, "sandbox.json");
    writePrivately(file, JSON.stringify({ url: env.PUBLIC_URL, serviceKey, signIns }, null, 2));
    return [
      "",
      `  Portal    ${env.PUBLIC_URL}`,
      `  API       ${env.PUBLIC_URL}/api/trpc`,
      `  API key   ${serviceKey}`,
      "",
      "  Sign in with one click:",
      ...signIns.map((one) => `    ${one.name.padEnd(24)} ${one.role.padEnd(16)} ${one.url}`),
      "",
      `Ready. The same stands in ${file}. Ctrl-C stops everything.`,
    ];
  } finally {
    await db.destroy();
  }
}
