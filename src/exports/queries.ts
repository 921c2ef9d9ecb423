import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { jobsFor } from "@/db/queue";
import type { Filters } from "./kind";

export type ExportStatus = "waiting" | "writing" | "done" | "failed" | "cancelled" | "expired";

export type Export = {
  id: string;
  kind: string;
  filters: Filters;
  timezone: string;
  askedBy: string;
  asOf: Date;
  status: ExportStatus;
  rowsDone: bigint;
  rowsExpected: bigint | null;
  bytes: bigint;
  error: string | null;
  createdAt: Date;
  endedAt: Date | null;
  expiresAt: Date;
};

// Over from its last moment on, also where its pieces are not taken away yet.
const columns = sql`e.id, e.kind, e.filters, e.timezone, e.asked_by as "askedBy", e.as_of as "asOf",
  case when e.status = 'done' and e.expires_at < app_now() then 'expired' else e.status end as status,
  e.rows_done as "rowsDone", e.rows_expected as "rowsExpected", e.bytes, e.error, e.created_at as "createdAt",
  e.ended_at as "endedAt", e.expires_at as "expiresAt"`;

/** How long a file can be fetched. */
const keptDays = 7;

type Wish = Pick<Export, "id" | "kind" | "filters" | "timezone" | "askedBy">;

/** Writes down what is asked for and wakes a worker; whether it is new. */
export async function insertExport(tx: Tx, wish: Wish): Promise<boolean> {
  const { id, kind, filters, timezone, askedBy } = wish;
  const { rows } = await sql`
    with asked as (
      insert into exports (id, kind, filters, timezone, asked_by, as_of, created_at, expires_at)
      values (${id}, ${kind}, ${JSON.stringify(filters)}::jsonb, ${timezone}, ${askedBy}, app_now(), app_now(),
        app_now() + make_interval(days => ${keptDays}))
      on conflict (id) do nothing returning id),
    job as (${jobsFor("write-export", { exportId: sql`asked.id` }, sql`asked`)})
    select id from asked`.execute(tx);
  return rows.length > 0;
}

/** One of somebody's own. */
export async function findExport(
  db: Db,
  { id, askedBy }: Pick<Export, "id" | "askedBy">,
): Promise<Export | undefined> {
  const { rows } = await sql<Export>`
    select ${columns} from exports e where id = ${id} and asked_by = ${askedBy}`.execute(db);
  return rows[0];
}

/** Somebody's own, the newest first, and where the next page begins. */
export async function listExports(
  db: Db,
  { askedBy, before, limit }: { askedBy: string; before: string | null; limit: number },
): Promise<{ exports: Export[]; next: string | null }> {
  const { rows } = await sql<Export>`
    select ${columns} from exports e
    where asked_by = ${askedBy} ${before === null ? sql`` : sql`and id < ${before}::uuid`}
    order by id desc limit ${limit + 1}`.execute(db);
  const exports = rows.slice(0, limit);
  return { exports, next: rows.length > limit ? (exports.at(-1)?.id ?? null) : null };
}

/** How many of somebody's are not written yet. */
export async function countUnwritten(tx: Tx, askedBy: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int4 as count from exports
    where asked_by = ${askedBy} and status in ('waiting', 'writing')`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Gives up one of somebody's own that is not written yet, and what there was of it. Whether there was one. */
export async function cancelExport(
  tx: Tx,
  { id, askedBy }: Pick<Export, "id" | "askedBy">,
): Promise<boolean> {
  const { rows } = await sql`
    update exports set status = 'cancelled', ended_at = app_now(), taken_by = null, taken_until = null
    where id = ${id} and asked_by = ${askedBy} and status in ('waiting', 'writing') returning id`.execute(
    tx,
  );
  if (rows.length === 0) return false;
  await sql`delete from export_chunks where export_id = ${id}`.execute(tx);
  return true;
}

/** Notes that a file was fetched: once, for the audit log. */
export async function noteDownload(tx: Tx, id: string): Promise<void> {
  await sql`update exports set downloaded_at = app_now()
    where id = ${id} and status = 'done' and downloaded_at is null`.execute(tx);
}

/** The piece of a file that holds a byte. */
export async function findPiece(
  db: Db,
  { id, byte }: { id: string; byte: bigint },
): Promise<{ startsAt: bigint; bytes: Buffer } | undefined> {
  const { rows } = await sql<{ startsAt: bigint; bytes: Buffer }>`
    select starts_at as "startsAt", bytes from export_chunks
    where export_id = ${id} and starts_at <= ${byte} order by starts_at desc limit 1`.execute(db);
  return rows[0];
}

/** Takes the pieces of files nobody can fetch any more away; how many files. */
export async function expireExports(tx: Tx, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update exports set status = 'expired' where id in (
      select id from exports where status = 'done' and expires_at < app_now()
      order by expires_at limit ${limit} for update skip locked)
    returning id`.execute(tx);
  for (const { id } of rows)
    await sql`delete from export_chunks where export_id = ${id}`.execute(tx);
  return rows.length;
}
