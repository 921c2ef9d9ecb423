import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { Month } from "./month";

/** A closed month as an auditor's role sees it, with what it was closed with last. */
export type AuditedMonth = Month & { number: number; takenAt: Date; sha256: string };

export async function listAuditedMonths(db: Db): Promise<AuditedMonth[]> {
  const { rows } = await sql<AuditedMonth>`
    select m.month, m.starts_at as start, m.ends_at as end, s.number, s.taken_at as "takenAt",
      encode(s.sha256, 'hex') as sha256
    from book_months m
    join lateral (
      select * from (select month, number, taken_at, sha256 from month_snapshots) one
      where one.month = m.month order by number desc limit 1) s on true
    where m.status = 'closed' order by m.month`.execute(db);
  return rows;
}

/** What the newest snapshot of such a month says. */
export async function findAuditedContent(db: Db, month: string): Promise<string | undefined> {
  const { rows } = await sql<{ content: string }>`
    select content from month_snapshots where month = ${month} order by number desc limit 1`.execute(
    db,
  );
  return rows[0]?.content;
}
