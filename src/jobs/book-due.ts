import { type DueRun, runDue } from "@/billing/catch-up";
import type { Db } from "@/db/client";
import { readAs } from "@/db/transaction";
import { getClock } from "./queries";

/** Books what has fallen due on quiet accounts; busy ones are brought up to date by their own use. */
export async function bookDue(db: Db): Promise<DueRun> {
  const { now, moving } = await readAs(db, { role: "tallybook_app" }, getClock);
  // Whoever moves the sandbox's clock books each boundary at its own time.
  return moving ? { accounts: 0, failed: [] } : await runDue(db, now);
}
