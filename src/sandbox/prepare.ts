import { applyCatalog } from "@/billing/plans/apply-catalog";
import { createDb } from "@/db/client";
import { migrate } from "@/db/migrate";
import { inTransaction } from "@/db/transaction";
import type { Mode } from "@/env";
import { catalog } from "../../tallybook.catalog";
import { assertOurs, claim, resumeClock } from "./deployment";

/** Makes a database ready to serve from: ours, migrated, with the catalogue and, in sandbox, the story. */
export async function prepareDatabase(url: string, mode: Mode): Promise<void> {
  await assertOurs(url, mode);
  if (mode === "sandbox") await resumeClock(url);
  await migrate(url);
  await claim(url, mode);

  const db = createDb(url, { max: 4, statementTimeoutMs: 0, applicationName: "tallybook-start" });
  try {
    await inTransaction(db, (tx) => applyCatalog(tx, catalog));
    // Loaded only here: nothing of the sandbox's runs in production.
    if (mode === "sandbox") await (await import("./story/seed")).seedStory(db);
  } finally {
    await db.destroy();
  }
}
