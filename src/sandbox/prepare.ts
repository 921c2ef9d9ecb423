import { createDb } from "@/db/client";
import { migrate } from "@/db/migrate";
import type { Mode } from "@/env";
import { assertOurs, claim, resumeClock } from "./deployment";

/** Makes a database ready to serve from: ours, migrated, with the catalogue and, in sandbox, the story. */
export async function prepareDatabase(url: string, mode: Mode): Promise<void> {
  await assertOurs(url, mode);
  if (mode === "sandbox") await resumeClock(url);
  await migrate(url);
  await claim(url, mode);

  const db = createDb(url, { max: 4, statementTimeoutMs: 0, applicationName: "tallybook-start" });
  try {
    if (mode === "sandbox") {
      const { seedStory } = await import("./story/seed");
      await seedStory(db);
    } else {
      const { applyCatalog } = await import("@/jobs/apply-catalog");
      await applyCatalog(db);
    }
  } finally {
    await db.destroy();
  }
}
