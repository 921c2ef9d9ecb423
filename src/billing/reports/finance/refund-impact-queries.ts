import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId, InvoiceLineId } from "@/lib/ids";
import { cutAt, endsAt, type Month, shiftMonth } from "./as-of";
import { segmentsThen } from "./movement-queries";
import type { ReportQuestion } from "./read-figures";

/** What one line gave back in a month, by a refund or a dispute that was lost, and what became of its credits. */
export type ImpactLine = {
  month: Month;
  currency: string;
  /** A plan's code or a pack's; null where the line is of neither. */
  plan: string | null;
  of: "refund" | "dispute";
  policy: string;
  /** The refund or dispute. */
  id: string;
  reason: string;
  accountId: AccountId;
  account: string;
  invoiceId: InvoiceId;
  invoice: string | null;
  lineId: InvoiceLineId;
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
 * Every line something was given back of, by the month it was booked in: from the transfers that name both (money names the line
 * of the credit note), so that it is as of the instant asked at. Only what was written off moves nothing; that is settled with the slice, once (BOOKS B12).
 */
export async function listImpactLines(tx: Tx, question: ReportQuestion): Promise<ImpactLine[]> {
  const { asOf, timezone, from, to, currency, plan, segment } = question;
  const [start, end] = [endsAt(shiftMonth(from, -1), timezone), endsAt(to, timezone)];
  const cut = cutAt(asOf, timezone)?.end ?? null;
  const { rows } = await sql<ImpactLine>`
    with ${sql.raw(segmentsThen(asOf.known))},
    given as (
      select r.account_id, r.invoice_line_id, coalesce(r.refund_id, r.dispute_id) as id, r.refund_id, r.dispute_id,
        sum(r.written_off) filter (where r.stands) as written_off
      from line_returns r where r.refund_id is not null or r.dispute_id is not null group by 1, 2, 3, 4, 5),
    named (account_id, of, id) as (
      select distinct account_id, invoice_line_id, invoice_line_id from given
      union all
      select distinct g.account_id, g.invoice_line_id, n.id
      from given g join invoice_lines n on n.account_id = g.account_id and n.credited_line_id = g.invoice_line_id),
    moved as (
      select g.account_id, g.invoice_line_id, g.id, g.refund_id, g.dispute_id, g.written_off,
        to_char(x.booked_at at time zone ${timezone}, 'YYYY-MM') as month,
        ${sum("out_of_hand and d.kind in ('deferred_revenue', 'refunds', 'tax_payable', 'dispute_loss')")}
          - ${sum("into_hand and f.kind in ('deferred_revenue', 'dispute_loss')")} as money,
        ${sum("d.kind = 'deferred_revenue'")} - ${sum("f.kind = 'deferred_revenue'")} as deferred,
        ${sum("d.kind = 'refunds'")} as reversed, ${sum("d.kind = 'tax_payable'")} as tax,
        ${sum("d.kind = 'dispute_loss'")} - ${sum("f.kind = 'dispute_loss'")} as lost,
        ${sum("d.kind = 'revoked' and f.kind <> 'debt'")} - ${sum("f.kind = 'revoked'")} as revoked,
        ${sum("d.kind = 'revoked' and f.kind = 'debt'")} as owed
      from given g
      join named n on n.account_id = g.account_id and n.of = g.invoice_line_id
      join transfers t on t.account_id = n.account_id and t.invoice_line_id = n.id
        and (t.refund_id = g.refund_id or t.dispute_id = g.dispute_id)
      join ledger_transactions x on x.account_id = t.account_id and x.account_version = t.account_version
      join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
      join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
      cross join lateral (select f.kind = any(${hands}) as out_of_hand, d.kind = any(${hands}) as into_hand) h
      where x.recorded_at <= ${asOf.known} and x.booked_at >= ${start} and x.booked_at < ${end}
        and (${cut}::timestamptz is null or x.booked_at < ${cut})
      group by 1, 2, 3, 4, 5, 6, 7)
    select m.month, i.currency, coalesce(v.plan, l.pack) as plan, case when m.refund_id is null then 'dispute' else 'refund' end as of,
      coalesce(f.policy, d.policy) as policy, m.id, coalesce(f.reason, d.reason) as reason, m.account_id as "accountId",
      a.name as account, i.id as "invoiceId", i.number as invoice, m.invoice_line_id as "lineId", m.money::int8, m.deferred::int8, m.reversed::int8,
      m.tax::int8, m.lost::int8, m.revoked::int8, m.owed::int8, coalesce(m.written_off, 0)::int8 as "writtenOff"
    from moved m
    join accounts a on a.id = m.account_id
    join invoice_lines l on l.account_id = m.account_id and l.id = m.invoice_line_id
    join invoices i on i.account_id = l.account_id and i.id = l.invoice_id
    left join plan_versions v on v.id = l.plan_version_id
    left join refunds f on f.account_id = m.account_id and f.id = m.refund_id
    left join disputes d on d.account_id = m.account_id and d.id = m.dispute_id
    left join segments s on s.account_id = m.account_id and s.since < ${end} and s.until >= ${end}
    where greatest(abs(m.money), abs(m.deferred), abs(m.reversed), abs(m.tax), abs(m.lost), abs(m.revoked), m.owed) > 0
      and (${currency ?? null}::text is null or i.currency = ${currency ?? null})
      and (${plan ?? null}::text is null or coalesce(v.plan, l.pack, '') = ${plan ?? null})
      and (${segment ?? null}::text is null or coalesce(s.segment, '') = ${segment ?? null})
    order by 1, 2, 3 nulls first, 4, 5, 6, m.invoice_line_id`.execute(tx);
  return rows;
}

/** Where money in our hands, or kept for a customer, goes back from. */
const hands = ["stripe_balance", "bank", "exchange", "account_credit", "dispute_hold"];

function sum(where: string) {
  return sql`coalesce(sum(t.amount) filter (where ${sql.raw(where)}), 0)`;
}
