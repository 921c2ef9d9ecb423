import { sql } from "kysely";
import type { Tx } from "@/db/client";
import { realNow } from "@/db/real-time";
import type { Export } from "./queries";

/** One in hand: what it is, how far it came, and the name of this run, under which alone it goes on. */
export type Taken = Omit<Export, "status" | "error" | "endedAt" | "expiresAt"> & {
  takenBy: string;
  reached: string | null;
};

/** A worker that has not moved for so long is gone. */
const leaseSeconds = 60;
const leased = sql`${realNow} + make_interval(secs => ${sql.lit(leaseSeconds)})`;
const mostFailures = 5;

/**
 * The one that waits longest, so that a short one is not behind a long one. It begins when every transaction
 * that ran beside its asking has ended (one that hangs is waited for a minute): what is booked up to then is there.
 */
export async function takeExport(tx: Tx, takenBy: string): Promise<Taken | undefined> {
  const { rows } = await sql<Taken>`
    update exports e set status = 'writing', taken_by = ${takenBy}, taken_until = ${leased}, worked_at = ${realNow}
    where id = (
      select id from exports
      where status in ('waiting', 'writing') and (taken_until is null or taken_until < ${realNow})
        and (worked_at is not null or asked_in < pg_snapshot_xmin(pg_current_snapshot())
          or created_at < app_now() - interval '1 minute')
      order by worked_at nulls first, id limit 1 for update skip locked)
    returning id, kind, filters, timezone, asked_by as "askedBy", as_of as "asOf", taken_by as "takenBy", reached,
      rows_done as "rowsDone", rows_expected as "rowsExpected", bytes, created_at as "createdAt"`.execute(
    tx,
  );
  return rows[0];
}

export async function noteExpected(
  tx: Tx,
  { id, takenBy }: Taken,
  expected: bigint,
): Promise<void> {
  await sql`update exports set rows_expected = ${expected}
    where id = ${id} and taken_by = ${takenBy} and status = 'writing'`.execute(tx);
}

/** A piece and how far it brought the file, both or neither. False: it is somebody else's by now, or cancelled. */
export async function appendPiece(
  tx: Tx,
  { id, takenBy }: Taken,
  piece: { bytes: Buffer; rows: number; reached: string | null },
): Promise<boolean> {
  const { bytes, rows: count, reached } = piece;
  const { rows } = await sql`
    with moved as (
      update exports set rows_done = rows_done + ${count}::int8, bytes = bytes + ${bytes.length}::int8, failures = 0,
        reached = ${reached}, worked_at = ${realNow}, taken_until = ${leased},
        status = case when ${reached}::text is null then 'done' else 'writing' end,
        ended_at = case when ${reached}::text is null then app_now() end
      where id = ${id} and taken_by = ${takenBy} and status = 'writing' returning id, bytes)
    insert into export_chunks (export_id, starts_at, bytes)
    select id, bytes - ${bytes.length}::int8, ${bytes} from moved returning starts_at`.execute(tx);
  return rows.length > 0;
}

/** Puts one back in the row, behind all others. */
export async function putBack(tx: Tx, { id, takenBy }: Taken): Promise<void> {
  await sql`update exports set taken_by = null, taken_until = null, worked_at = ${realNow}
    where id = ${id} and taken_by = ${takenBy} and status = 'writing'`.execute(tx);
}

/** It went wrong: tried again in a while, and given up after some times in a row. Whether it is given up. */
export async function noteFailure(tx: Tx, { id, takenBy }: Taken, error: string): Promise<boolean> {
  const { rows } = await sql<{ status: string }>`
    update exports set failures = failures + 1, error = ${error}, taken_by = null, worked_at = ${realNow},
      taken_until = ${realNow} + make_interval(secs => 5 * (failures + 1)),
      status = case when failures + 1 < ${mostFailures} then 'writing' else 'failed' end,
      ended_at = case when failures + 1 < ${mostFailures} then null else app_now() end
    where id = ${id} and taken_by = ${takenBy} and status = 'writing' returning status`.execute(tx);
  if (rows[0]?.status !== "failed") return false;
  await sql`delete from export_chunks where export_id = ${id}`.execute(tx);
  return true;
}
