import type { Db } from "@/db/client";
import { remakeStory } from "./story/seed";

/** The sandbox as on its first day: same accounts, same people, the clock at the present. */
export async function resetSandbox(db: Db): Promise<void> {
  await remakeStory(db);
}
