import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { readAs } from "@/db/transaction";

export type ClockReading = { now: Date };

/** What time it is in the sandbox. */
export async function readClock(db: Db): Promise<ClockReading> {
  return { now: await readAs(db, { role: "tallybook_app" }, readNow) };
}

async function readNow(tx: Tx): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select app_now() as now`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error("The database told no time");
  return row.now;
}
