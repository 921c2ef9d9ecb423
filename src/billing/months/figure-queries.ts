import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { Period } from "@/lib/time";

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
