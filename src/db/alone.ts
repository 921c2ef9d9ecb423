import { sql } from "kysely";
import type { Db } from "./client";
import { asBillingError } from "./transaction";

/**
 * Does what one process does at a time, under a lock of that name; whoever finds it taken does nothing. Who dies lets go
 * of it with its connection, so that nothing waits for a time-out.
 */
export async function tryAlone<T>(
  db: Db,
  name: string,
  work: () => Promise<T>,
): Promise<{ ran: true; value: T } | { ran: false }> {
  const key = sql`hashtextextended(${`alone:${name}`}, 0)`;
  return await db.connection().execute(async (connection) => {
    const lock = sql<{ mine: boolean }>`select pg_try_advisory_lock(${key}) as mine`;
    const { rows } = await lock
      .execute(connection)
      .catch((error: unknown) => Promise.reject(asBillingError(error)));
    if (!rows[0]?.mine) return { ran: false };
    try {
      return { ran: true, value: await work() };
    } finally {
      // On a lost connection the lock is gone already, and the work's own error says more.
      await sql`select pg_advisory_unlock(${key})`.execute(connection).catch(() => {});
    }
  });
}
