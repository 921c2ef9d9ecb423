import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { sandboxLock } from "@/db/sandbox-lock";

/** The clock of the books, and whether somebody is moving it just now. */
export async function getClock(db: Db): Promise<{ now: Date; moving: boolean }> {
  const { rows } = await sql<{ now: Date; moving: boolean }>`
    select app_now() as now, exists (
      select from pg_locks where locktype = 'advisory' and granted
        and database = (select oid from pg_database where datname = current_database())
        and classid = 0 and objid = ${sandboxLock} and objsubid = 1) as moving`.execute(db);
  const [row] = rows;
  if (!row) throw new Error("The database told no time");
  return row;
}

export async function updateClockSeen(tx: Tx): Promise<void> {
  await sql`update sandbox_clock set seen_at = clock_timestamp()`.execute(tx);
}
