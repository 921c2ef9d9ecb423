import { sql } from "kysely";
import type { Db } from "@/db/client";
import { realNow } from "@/db/real-time";
import { assert } from "@/lib/errors";

/** How collecting goes: documents that wait for their money, and calls that need a look. */
export type CollectingCounts = { waiting: number; failed: number; unknown: number };

/**
 * Counts for those who watch: collections that are not over; calls that failed within the last day, which the
 * processor refused; and calls nobody has answered for more than a minute, which the worker would have asked again.
 */
export async function countCollecting(db: Db): Promise<CollectingCounts> {
  const { rows } = await sql<CollectingCounts>`
    select (select count(*)::int4 from collections where closed_at is null) as waiting,
      (select count(*)::int4 from gateway_calls
        where status = 'failed' and ended_at > ${realNow} - interval '1 day') as failed,
      (select count(*)::int4 from gateway_calls
        where next_at is not null and status in ('calling', 'unknown')
          and created_at < ${realNow} - interval '1 minute') as unknown`.execute(db);
  const [counted] = rows;
  assert(counted, "a count is one row");
  return counted;
}
