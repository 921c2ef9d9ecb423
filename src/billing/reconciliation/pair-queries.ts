import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { Pair } from "./match";
import type { RunTotals } from "./run-queries";

/**
 * What of the processor's balance is on our books, by the line it names or, while it names none, by the object the line
 * is of; corrections are part of what they correct. A refund that came to nothing left and came back: both its lines are
 * what we have of it, together nothing.
 */
const ours = sql`
  came_to_nothing as (
    select f.account_id, f.id, l.id as line_id, l.currency, l.amount_minor, l.fee_minor, l.created_at,
      sum(l.amount_minor - l.fee_minor) over (partition by f.account_id, f.id) as net
    from refunds f join balance_transactions l on l.source_id = f.processor_refund_id
    where f.status = 'failed'),
  named as (
    select p.account_id, 'payment' as kind, p.id::text as id, p.charge_id as there, coalesce(p.balance_transaction_id, l.id) as line_id,
      coalesce(p.settled_currency, p.currency) as currency, coalesce(p.settled_minor, p.amount_minor) as amount_minor,
      coalesce(p.fee_minor, 0) as fee_minor, p.booked_at as at,
      case when p.balance_transaction_id is null then 'unsettled' else 'settled' end as state
    from payments p
    left join balance_transactions l on p.balance_transaction_id is null and l.source_id = p.charge_id
      and l.type in ('charge', 'payment')
    union all
    select f.account_id, 'refund', f.id::text, f.processor_refund_id, coalesce(f.balance_transaction_id, l.id),
      coalesce(f.settled_currency, f.currency), coalesce(f.settled_minor, -(f.card_minor + f.excess_minor)),
      coalesce(f.fee_minor, 0), coalesce(f.booked_at, f.requested_at),
      case when f.status in ('calling', 'unknown') then 'sent' when f.balance_transaction_id is null then 'unsettled'
        else 'settled' end
    from refunds f
    left join balance_transactions l on f.balance_transaction_id is null and l.source_id = f.processor_refund_id
      and l.type in ('refund', 'payment_refund')
    where f.card_minor + f.excess_minor > 0 and (f.status in ('succeeded', 'returned')
      or (f.status in ('calling', 'unknown') and coalesce(f.balance_transaction_id, l.id) is not null))
    union all
    select f.account_id, 'refund', f.id::text || '/back', f.processor_refund_id, l.id, coalesce(f.settled_currency, f.currency),
      -coalesce(f.settled_minor, -(f.card_minor + f.excess_minor)), 0, f.booked_at,
      case when l.id is null then 'unsettled' else 'settled' end
    from refunds f
    left join balance_transactions l on l.source_id = f.processor_refund_id and l.type = 'refund_failure'
    where f.status = 'returned'
    union all
    select account_id, 'refund', id::text, null, line_id, currency, amount_minor, fee_minor, created_at, 'settled'
    from came_to_nothing where net = 0
    union all
    select account_id, 'dispute', dispute_id::text || '/' || balance_transaction_id, null, balance_transaction_id,
      settled_currency, settled_minor, fee_minor, booked_at, 'settled' from dispute_movements
    union all
    select account_id, 'booking', id::text, null, balance_transaction_id, currency, amount_minor, fee_minor, booked_at, 'settled'
    from balance_bookings where kind <> 'correction'),
  corrected as (
    select balance_transaction_id, sum(amount_minor)::int8 as amount_minor, sum(fee_minor)::int8 as fee_minor
    from balance_bookings where kind = 'correction' group by 1),
  ours as (
    select n.account_id, n.kind, n.id, n.there, n.line_id, n.currency, n.at,
      n.amount_minor + coalesce(c.amount_minor, 0) as amount_minor, n.fee_minor + coalesce(c.fee_minor, 0) as fee_minor,
      row_number() over (partition by n.line_id order by n.state, n.at, n.id) as nth, n.state
    from named n left join corrected c on c.balance_transaction_id = n.line_id),
  pairs as (
    select l.id, l.type, l.source_id, l.currency, l.amount_minor, l.fee_minor, l.created_at, l.description,
      o.account_id, o.kind, o.id as our_id, o.there, o.currency as our_currency, o.amount_minor as our_amount, o.fee_minor as our_fee,
      o.at, case when o.nth > 1 and o.line_id is not null then 'twice' else o.state end as state
    from balance_transactions l
    full join ours o on o.line_id = l.id and o.nth = 1)`;

// A line that moved nothing is on nobody's books, and says the same as they do.
const isEqual = sql`(id is not null and case when our_id is null then amount_minor = 0 and fee_minor = 0
  else state in ('settled', 'unsettled') and currency = our_currency and amount_minor = our_amount and fee_minor = our_fee end)`;

type Row = {
  id: string | null;
  type: string;
  source_id: string | null;
  currency: string;
  amount_minor: bigint;
  fee_minor: bigint;
  created_at: Date;
  description: string | null;
  account_id: AccountId;
  kind: "payment" | "refund" | "dispute" | "booking";
  our_id: string | null;
  there: string | null;
  our_currency: string;
  our_amount: bigint;
  our_fee: bigint;
  at: Date;
  state: "settled" | "unsettled" | "sent" | "twice";
};

/** Lines and bookings that do not say the same, each with what it was found beside. */
export async function listUnequal(tx: Tx): Promise<Pair[]> {
  const { rows } = await sql<Row>`
    with ${ours} select * from pairs where (${isEqual}) is not true
    order by coalesce(id, our_id)`.execute(tx);
  return rows.map(pairOf);
}

/** The same of one line, as it stands now; undefined where both sides say the same of it. */
export async function findUnequal(tx: Tx, lineId: string): Promise<Pair | undefined> {
  const { rows } = await sql<Row>`
    with ${ours} select * from pairs where id = ${lineId} and (${isEqual}) is not true`.execute(tx);
  return rows[0] && pairOf(rows[0]);
}

/** Lines that are on our books as they are, by currency. */
export async function countMatched(
  tx: Tx,
): Promise<{ count: number; matched: RunTotals["matched"] }> {
  const { rows } = await sql<{ currency: string; count: bigint; minor: bigint }>`
    with ${ours} select currency, count(*) as count, sum(amount_minor - fee_minor)::int8 as minor
    from pairs where ${isEqual} group by 1 order by 1`.execute(tx);
  const count = rows.reduce((sum, one) => sum + Number(one.count), 0);
  return { count, matched: rows.map(({ currency, minor }) => ({ currency, minor })) };
}

function pairOf(row: Row): Pair {
  const ours = {
    ...{ kind: row.kind, accountId: row.account_id, currency: row.our_currency, state: row.state },
    ...{ amountMinor: row.our_amount, feeMinor: row.our_fee, at: row.at },
    ...{ id: row.our_id ?? "", there: row.there },
  };
  if (row.id === null) return { theirs: null, ours };
  const theirs = {
    ...{ id: row.id, type: row.type, sourceId: row.source_id, currency: row.currency },
    ...{ amountMinor: row.amount_minor, feeMinor: row.fee_minor, createdAt: row.created_at },
    description: row.description,
  };
  return { theirs, ours: row.our_id === null ? null : ours };
}
