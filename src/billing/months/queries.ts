import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import type { Month, MonthStatus } from "./month";

export type BookMonth = Month & {
  status: MonthStatus;
  changedBy: string;
  changedAt: Date;
  reason: string | null;
};

/** What is known of months, the oldest first; one without a row was never closed. */
export async function listBookMonths(db: Db): Promise<BookMonth[]> {
  const { rows } = await sql<BookMonth>`
    select month, starts_at as start, ends_at as end, status, changed_by as "changedBy", changed_at as "changedAt", reason
    from book_months order by month`.execute(db);
  return rows;
}

/** When the books begin: their first booking, or now where there is none. */
export async function findBooksSpan(db: Db): Promise<{ first: Date; now: Date }> {
  const { rows } = await sql<{ first: Date; now: Date }>`
    select coalesce((select min(booked_at) from ledger_transactions), n.now) as first, n.now
    from (select app_now() as now) n`.execute(db);
  const [span] = rows;
  assert(span, "there is a time");
  return span;
}

/** Nobody opens an account, and nobody else begins with a month, until this transaction ends (migration 0049). */
export async function lockMonths(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('book_months', 0))`.execute(tx);
}

type Moved = Month & { status: MonthStatus; by: string; reason: string | null };

/** Writes what becomes of a month, or begins its row. */
export async function writeBookMonth(tx: Tx, { start, end, by, ...one }: Moved): Promise<void> {
  await sql`
    insert into book_months (month, starts_at, ends_at, status, changed_by, changed_at, reason)
    values (${one.month}, ${start}, ${end}, ${one.status}, ${by}, app_now(), ${one.reason})`.execute(
    tx,
  );
}

export async function moveBookMonth(tx: Tx, { by, ...one }: Omit<Moved, "start" | "end">) {
  await sql`
    update book_months set status = ${one.status}, changed_by = ${by}, changed_at = app_now(), reason = ${one.reason}
    where month = ${one.month}`.execute(tx);
}

/** The month at work, if there is one, locked so that it is finished once. */
export async function lockMonthAtWork(tx: Tx): Promise<BookMonth | undefined> {
  const { rows } = await sql<BookMonth>`
    select month, starts_at as start, ends_at as end, status, changed_by as "changedBy", changed_at as "changedAt", reason
    from book_months where status in ('closing', 'reopening') for update`.execute(tx);
  return rows[0];
}

/** Accounts whose books are still open before an instant, some of them. */
export async function listOpenBefore(
  db: Db,
  { end, passed, limit }: { end: Date; passed: readonly AccountId[]; limit: number },
): Promise<AccountId[]> {
  const { rows } = await sql<{ id: AccountId }>`
    select account_id as id from account_books
    where (closed_through is null or closed_through < ${end}) and account_id <> all(${[...passed]}::uuid[])
    order by account_id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Accounts whose books are closed through an instant, some of them. */
export async function listClosedThrough(
  db: Db,
  { end, passed, limit }: { end: Date; passed: readonly AccountId[]; limit: number },
): Promise<AccountId[]> {
  const { rows } = await sql<{ id: AccountId }>`
    select account_id as id from account_books
    where closed_through = ${end} and account_id <> all(${[...passed]}::uuid[])
    order by account_id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** How many accounts a month at work still has before it. */
export async function countLeft(db: Db, { end, status }: BookMonth): Promise<number> {
  const left =
    status === "closing"
      ? sql`closed_through is null or closed_through < ${end}`
      : sql`closed_through = ${end}`;
  const { rows } = await sql<{ left: number }>`
    select count(*)::int as left from account_books where ${left}`.execute(db);
  return rows[0]?.left ?? 0;
}

/** Where accounts under their locks are closed through from now on. */
export async function setClosedThrough(
  tx: Tx,
  accountIds: readonly AccountId[],
  through: Date | null,
): Promise<void> {
  await sql`
    update account_books set closed_through = ${through}::timestamptz
    where account_id = any(${[...accountIds]}::uuid[])`.execute(tx);
}

export type StoredSnapshot = {
  month: string;
  number: number;
  takenAt: Date;
  takenBy: string;
  content: string;
  sha256: string;
};

const snapshotColumns = sql`month, number, taken_at as "takenAt", taken_by as "takenBy", content,
  encode(sha256, 'hex') as sha256`;

/** A month's snapshots, the newest first. */
export async function listSnapshots(db: Db, month: string): Promise<StoredSnapshot[]> {
  const { rows } = await sql<StoredSnapshot>`
    select ${snapshotColumns} from month_snapshots where month = ${month} order by number desc`.execute(
    db,
  );
  return rows;
}

/** Each month's newest snapshot, without what it says. */
export async function listNewestSnapshots(db: Db): Promise<Omit<StoredSnapshot, "content">[]> {
  const { rows } = await sql<Omit<StoredSnapshot, "content">>`
    select distinct on (month) month, number, taken_at as "takenAt", taken_by as "takenBy",
      encode(sha256, 'hex') as sha256
    from month_snapshots order by month, number desc`.execute(db);
  return rows;
}

/** Keeps what a month came to, under the next number of its snapshots. */
export async function insertSnapshot(
  tx: Tx,
  { month, by, content }: { month: string; by: string; content: string },
): Promise<void> {
  await sql`
    insert into month_snapshots (month, number, taken_at, taken_by, content, sha256)
    select ${month}, count(*) + 1, app_now(), ${by}, ${content}::text, sha256(convert_to(${content}, 'UTF8'))
    from month_snapshots where month = ${month}`.execute(tx);
}

/** The hash the audit log has of a snapshot: its chain tells where that was altered, too. */
export async function findNotedHash(
  db: Db,
  { month, number }: { month: string; number: number },
): Promise<string | null> {
  const { rows } = await sql<{ noted: string }>`
    select substr(after ->> 'sha256', 3) as noted from audit_log
    where account_id = '00000000-0000-0000-0000-000000000000' and act = 'month_snapshot.added'
      and subject = ${month} and (after ->> 'number')::int = ${number}`.execute(db);
  return rows[0]?.noted ?? null;
}
