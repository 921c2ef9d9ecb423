import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import type { Anchor } from "./anchor";
import { stream } from "./audit-chain-queries";
import type { Head } from "./sketch";

/** Longer than any transaction lasts: whatever was recorded before is committed. */
const settledMinutes = 15;

export async function readAnchorTime(db: Db): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    select app_now() - make_interval(mins => ${settledMinutes}) as at`.execute(db);
  return rows[0]?.at ?? new Date(0);
}

/**
 * How every chain ended at an instant, by its rows and not by what is noted of its end: whoever cuts the one cuts the
 * other. Rows of a chain are never recorded before the one they follow.
 */
export function streamHeads(tx: Tx, at: Date): AsyncGenerator<Head> {
  const until = `'${at.toISOString()}'::timestamptz`;
  return stream<Head>(
    tx,
    "anchored_heads",
    `select c.id::text as "accountId", coalesce(x.account_version, 0)::int8 as version, x.hash,
      coalesce(l.position, 0)::int8 as position, l.hash as "actHash"
    from (select id from accounts union select account_id from audit_heads
      union select account_id from account_books) c
    left join lateral (select account_version, hash from ledger_transactions x
      where x.account_id = c.id and x.recorded_at <= ${until} order by x.account_version desc limit 1) x on true
    left join lateral (select position, hash from audit_log l
      where l.account_id = c.id and l.recorded_at <= ${until} order by l.position desc limit 1) l on true
    where x.hash is not null or l.hash is not null
    order by c.id`,
  );
}

/** Whether a day of the books' clock has its anchor. */
export async function isAnchored(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select 1 from chain_anchors
    where day = ((app_now() - make_interval(mins => ${settledMinutes})) at time zone 'UTC')::date`.execute(
    db,
  );
  return rows.length > 0;
}

/** Once a day: false where another worker was first. */
export async function insertAnchor(
  tx: Tx,
  { at, accounts, entries, acts, digest }: Anchor,
): Promise<boolean> {
  const { rows } = await sql`
    insert into chain_anchors (day, at, accounts, entries, acts, digest)
    values ((${at}::timestamptz at time zone 'UTC')::date, ${at}, ${accounts}, ${entries}, ${acts}, ${digest})
    on conflict do nothing returning 1`.execute(tx);
  return rows.length > 0;
}
