import { type RawBuilder, sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId, InvoiceLineId } from "@/lib/ids";
import { minDate } from "@/lib/time";
import { cutAt, endsAt, type Month, shiftMonth } from "./as-of";
import { segmentsThen } from "./movement-queries";
import type { ReportQuestion } from "./read-figures";

/** What one line gave back in a month, by a refund or a dispute that was lost, and what became of its credits. */
export type ImpactLine = {
  month: Month;
  currency: string;
  /** A plan's code or a pack's; null where the line is of neither, or there is none. */
  plan: string | null;
  of: "refund" | "dispute";
  policy: string;
  /** The refund or dispute. */
  id: string;
  reason: string;
  accountId: AccountId;
  account: string;
  /** The document it was given back of; null of a dispute beyond all of its lines. */
  invoiceId: InvoiceId | null;
  invoice: string | null;
  /** Null of what was beyond all lines. */
  lineId: InvoiceLineId | null;
  /** Money that left, or is kept for the customer as account credit; of a dispute what its bank took for good. */
  money: bigint;
  /** Of it what was not earned yet, what was, and tax; `lost` is what a dispute cost beyond what was unearned, tax and all. */
  deferred: bigint;
  reversed: bigint;
  tax: bigint;
  lost: bigint;
  /** Credits taken back, and those that were spent already: made to owe, or written off. */
  revoked: bigint;
  owed: bigint;
  writtenOff: bigint;
};

/**
 * Every line something was given back of, by the month it was booked in, from the transfers that name it; money names the line
 * of the credit note. What was beyond all lines, and went to `dispute_loss`, stands by itself and is of no plan (BOOKS B12); so
 * does what a dispute that was turned gave back of that.
 * All of it is as of the instant asked at: what was written off moves nothing and is told from when its money moved to when the
 * return was given up.
 */
export async function listImpactLines(tx: Tx, question: ReportQuestion): Promise<ImpactLine[]> {
  const { asOf, timezone, from, to, currency, plan, segment } = question;
  const [start, end] = [endsAt(shiftMonth(from, -1), timezone), endsAt(to, timezone)];
  const cut = cutAt(asOf, timezone)?.end ?? end;
  const until = minDate(cut, end);
  const { rows } = await sql<ImpactLine>`
    with ${sql.raw(segmentsThen(asOf.known))},
    ${waysBack({ known: asOf.known, until })},
    moved as (
      select account_id, invoice_line_id, refund_id, dispute_id, to_char(booked_at at time zone ${timezone}, 'YYYY-MM') as month,
        ${sum("out_of_hand and to_kind in ('deferred_revenue', 'refunds', 'tax_payable', 'dispute_loss')")}
          - ${sum("into_hand and from_kind in ('deferred_revenue', 'dispute_loss')")} as money,
        ${sum("to_kind = 'deferred_revenue'")} - ${sum("from_kind = 'deferred_revenue'")} as deferred,
        ${sum("to_kind = 'refunds'")} as reversed, ${sum("to_kind = 'tax_payable'")} as tax,
        ${sum("to_kind = 'dispute_loss'")} - ${sum("from_kind = 'dispute_loss'")} as lost,
        ${sum("to_kind = 'revoked' and from_kind <> 'debt'")}
          - ${sum("from_kind = 'revoked' and to_kind <> 'debt'")} as revoked,
        ${sum("to_kind = 'revoked' and from_kind = 'debt'")}
          - ${sum("from_kind = 'revoked' and to_kind = 'debt'")} as owed,
        ${sum("to_kind = 'written_off'")} - ${sum("from_kind = 'written_off'")} as written_off
      from (select * from ways union all select * from writings) w
      where booked_at >= ${start} and booked_at < ${until}
      group by 1, 2, 3, 4, 5)
    select m.month, coalesce(i.currency, f.currency, d.currency) as currency, coalesce(v.plan, l.pack) as plan,
      case when m.refund_id is null then 'dispute' else 'refund' end as of, coalesce(f.policy, d.policy) as policy,
      coalesce(m.refund_id, m.dispute_id) as id, coalesce(f.reason, d.reason) as reason, m.account_id as "accountId",
      a.name as account, i.id as "invoiceId", i.number as invoice, m.invoice_line_id as "lineId", m.money::int8,
      m.deferred::int8, m.reversed::int8, m.tax::int8, m.lost::int8, m.revoked::int8, m.owed::int8,
      m.written_off::int8 as "writtenOff"
    from moved m
    join accounts a on a.id = m.account_id
    left join invoice_lines l on l.account_id = m.account_id and l.id = m.invoice_line_id
    left join refunds f on f.account_id = m.account_id and f.id = m.refund_id
    left join disputes d on d.account_id = m.account_id and d.id = m.dispute_id
    left join invoices i on i.account_id = m.account_id and i.id = coalesce(l.invoice_id, f.invoice_id)
    left join plan_versions v on v.id = l.plan_version_id
    left join segments s on s.account_id = m.account_id and s.since < ${end} and s.until >= ${end}
    where greatest(abs(m.money), abs(m.deferred), abs(m.reversed), abs(m.tax), abs(m.lost), abs(m.revoked), abs(m.owed),
        abs(m.written_off)) > 0
      and (${currency ?? null}::text is null or coalesce(i.currency, f.currency, d.currency) = ${currency ?? null})
      and (${plan ?? null}::text is null or coalesce(v.plan, l.pack, '') = ${plan ?? null})
      and (${segment ?? null}::text is null or coalesce(s.segment, '') = ${segment ?? null})
    order by 1, 2, 3 nulls first, 4, 5, 6, m.invoice_line_id nulls first`.execute(tx);
  return rows;
}

/** Where money in our hands, or kept for a customer, goes back from. */
const hands = ["stripe_balance", "bank", "exchange", "account_credit", "dispute_hold"];

/**
 * `ways`: what moved for refunds and disputes, by the line it is of, each found by key: Postgres expects one and would go
 * through all of an account's for every one. `writings`: the same of what was written off, which no
 * transfer says: settled with the slice when its money moved, by the return that was the line's last then.
 */
function waysBack({ known, until }: { known: Date; until: Date }): RawBuilder<unknown> {
  return sql`
    ways as materialized (
      select t.account_id, t.line_id as invoice_line_id, t.refund_id, t.dispute_id, x.booked_at, f.kind as from_kind,
        d.kind as to_kind, t.amount, f.kind = any(${hands}) as out_of_hand, d.kind = any(${hands}) as into_hand
      from (
        select t.*, coalesce(n.credited_line_id, t.invoice_line_id) as line_id
        from transfers t left join lateral (
          select * from invoice_lines n where n.account_id = t.account_id and n.id = t.invoice_line_id offset 0) n on true
        where t.refund_id is not null or t.dispute_id is not null) t
      cross join lateral (
        select * from ledger_transactions x where x.account_id = t.account_id and x.account_version = t.account_version
          and x.recorded_at <= ${known} and x.booked_at < ${until} offset 0) x
      join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
      join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
      where exists (
          select from line_returns r where r.account_id = t.account_id and r.invoice_line_id = t.line_id
            and (r.refund_id = t.refund_id or r.dispute_id = t.dispute_id))
        or t.invoice_line_id is null and ('dispute_loss' in (f.kind, d.kind) or f.kind = 'revoked' and d.kind = 'debt')),
    settled as (
      select *, case when moved_at < followed_at then moved_at end as settled_at
      from (
        select *, min(at) filter (where id is null) over (
            partition by account_id, invoice_line_id, refund_id, dispute_id order by at, id nulls last
            rows between current row and unbounded following) as moved_at
        from (
          select account_id, invoice_line_id, refund_id, dispute_id, returned_at as at, id, written_off, ended_at,
            written_off > 0 and (stands or ended_at is not null) as wrote,
            coalesce(lead(returned_at) over (
              partition by account_id, invoice_line_id, refund_id, dispute_id order by returned_at, id), 'infinity') as followed_at
          from line_returns where refund_id is not null or dispute_id is not null
          union all
          select account_id, invoice_line_id, refund_id, dispute_id, booked_at, null, null, null, false, null
          from ways where out_of_hand) r) r
      where wrote),
    writings as (
      select account_id, invoice_line_id, refund_id, dispute_id, settled_at as booked_at, 'consumed' as from_kind,
        'written_off' as to_kind, written_off as amount, false as out_of_hand, false as into_hand
      from settled where settled_at is not null
      union all
      select account_id, invoice_line_id, refund_id, dispute_id, ended_at, 'written_off', 'consumed', written_off, false, false
      from settled where settled_at is not null and ended_at <= ${known})`;
}

function sum(where: string) {
  return sql`coalesce(sum(amount) filter (where ${sql.raw(where)}), 0)`;
}
