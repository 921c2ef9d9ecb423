import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { Period } from "@/lib/time";

/** What one kind of ledger account was debited and credited with; amounts as text, however large. */
export type Moved = { kind: string; asset: string; debits: string; credits: string };

/** Movements by kind and asset that count in a stretch of time; from the beginning where it has no start. */
export async function listMoved(
  db: Db,
  { start, end }: { start: Date | null; end: Date },
): Promise<Moved[]> {
  const { rows } = await sql<Moved>`
    with booked as (
      select t.account_id, t.from_id, t.to_id, t.amount
      from ledger_transactions x
      join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
      where x.booked_at < ${end} and (${start}::timestamptz is null or x.booked_at >= ${start})),
    sides as (
      select account_id, to_id as id, amount as debit, 0 as credit from booked
      union all
      select account_id, from_id, 0, amount from booked)
    select l.kind, l.asset, sum(s.debit)::text as debits, sum(s.credit)::text as credits
    from sides s join ledger_accounts l on l.account_id = s.account_id and l.id = s.id
    group by 1, 2 order by 2, 1`.execute(db);
  return rows;
}

/** What deferred revenue moved by in a stretch of time, and against what; what enters it is above zero. */
export type DeferredMove = {
  currency: string;
  /** The kind of the ledger transaction. */
  by: string;
  other: string;
  line: string | null;
  isVoid: boolean;
  minor: string;
};

export async function listDeferredMoves(db: Db, { start, end }: Period): Promise<DeferredMove[]> {
  const { rows } = await sql<DeferredMove>`
    select t.asset as currency, x.kind as by, case when f.kind = 'deferred_revenue' then d.kind else f.kind end as other,
      v.kind as line, coalesce(i.status = 'void', false) as "isVoid",
      sum(case when f.kind = 'deferred_revenue' then t.amount else -t.amount end)::text as minor
    from ledger_transactions x
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
    left join invoice_lines v on v.account_id = t.account_id and v.id = t.invoice_line_id
    left join invoices i on i.account_id = v.account_id and i.id = v.invoice_id
    where x.booked_at >= ${start} and x.booked_at < ${end} and t.asset <> 'credit'
      and 'deferred_revenue' in (f.kind, d.kind)
    group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`.execute(db);
  return rows;
}

/** How many ledger transactions of each kind count in a stretch of time, with their transfers. */
export async function countBooked(
  db: Db,
  { start, end }: Period,
): Promise<{ kind: string; transactions: string; transfers: string }[]> {
  const { rows } = await sql<{ kind: string; transactions: string; transfers: string }>`
    select x.kind, count(*)::text as transactions,
      sum((select count(*) from transfers t where t.account_id = x.account_id and t.account_version = x.account_version))::text
        as transfers
    from ledger_transactions x where x.booked_at >= ${start} and x.booked_at < ${end}
    group by 1 order by 1`.execute(db);
  return rows;
}

/** How many accounts have bookings that count before an instant, and one digest over where the chain of each stood. */
export async function readHeads(
  db: Db,
  end: Date,
): Promise<{ accounts: string; sha256: string | null }> {
  const { rows } = await sql<{ accounts: string; sha256: string | null }>`
    select count(*)::text as accounts, encode(sha256(convert_to(string_agg(
      b.account_id || ' ' || h.account_version || ' ' || encode(h.hash, 'hex'), E'\n' order by b.account_id), 'UTF8')), 'hex')
      as sha256
    from account_books b cross join lateral (
      select account_version, hash from ledger_transactions x
      where x.account_id = b.account_id and x.booked_at < ${end}
      order by account_version desc limit 1) h`.execute(db);
  return rows[0] ?? { accounts: "0", sha256: null };
}
