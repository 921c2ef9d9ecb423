import { sql } from "kysely";
import type { Db } from "@/db/client";
import { withSandboxLock } from "../clock";
import { emptyBooks } from "./empty";
import { tellStory } from "./tell";

/** Makes the story where it does not stand yet; one that was interrupted is made anew. */
export async function seedStory(db: Db, now?: Date): Promise<void> {
  await withSandboxLock(db, async () => {
    if (!(await storyStands(db))) await makeStory(db, now);
  });
}

/** Everything anew, whatever stands. `now` is where the story ends; the real present unless told. */
export async function remakeStory(db: Db, now?: Date): Promise<void> {
  await withSandboxLock(db, () => makeStory(db, now));
}

async function makeStory(db: Db, now?: Date): Promise<void> {
  await emptyBooks(db);
  await tellStory(db, now ?? (await realNow(db)));
  // The sandbox's time is real time again, from where somebody moves it.
  if (!now) await sql`update sandbox_clock set offset_ms = 0`.execute(db);
}

/** The people of a story are its last rows. */
async function storyStands(db: Db): Promise<boolean> {
  const persona = await db.selectFrom("personas").select("slug").limit(1).executeTakeFirst();
  return persona !== undefined;
}

async function realNow(db: Db): Promise<Date> {
  const { rows } = await sql<{
    now: Date;
  }>`select date_trunc('second', clock_timestamp()) as now`.execute(db);
  const [row] = rows;
  if (!row) throw new Error("The database told no time");
  return row.now;
}
