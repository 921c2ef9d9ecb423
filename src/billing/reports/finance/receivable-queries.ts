import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { minDate } from "@/lib/time";
import { accountMovements } from "./account-movement-queries";
import { cutAt, endsAt, type Month } from "./as-of";
import { type MovementQuestion, prepareMovements, segmentsThen } from "./movement-queries";

/** What bills, settles or gives back: all that may move what is owed. An index has these alone (migration 0078). */
const kinds = "'invoice', 'payment', 'credit', 'refund', 'dispute', 'reverse'";

/** What is open of a document, as the ledger says. */
export type OpenDocument = {
  accountId: AccountId;
  account: string;
  invoiceId: InvoiceId;
  number: string | null;
  currency: string;
  minor: bigint;
  /** Since when it is overdue; null where it is not. */
  overdueAt: Date | null;
};

type Question = Pick<MovementQuestion, "asOf" | "timezone" | "currency" | "segment"> & {
  through: Month;
};

/** When what is owed by the end of a month is aged: then, or when it is booked by or known at, if that is earlier. */
export function agedAt({
  asOf,
  timezone,
  through,
}: Pick<Question, "asOf" | "timezone" | "through">): Date {
  const monthEnd = endsAt(through, timezone);
  return minDate(minDate(asOf.at ?? monthEnd, monthEnd), asOf.known);
}

/**
 * What was owed by the end of a month, document by document, the longest overdue first. The sums say which accounts owe
 * anything, so that only their documents are read: by the few kinds that move what is owed, and not by line, whose days are many.
 */
export async function listOpenDocuments(tx: Tx, question: Question): Promise<OpenDocument[]> {
  const { asOf, timezone, through, currency, segment } = question;
  await prepareMovements(tx, timezone);
  const monthEnd = endsAt(through, timezone);
  const cut = cutAt(asOf, timezone)?.end ?? monthEnd;
  const end = minDate(cut, monthEnd);
  const at = agedAt(question);
  const { rows } = await sql<OpenDocument>`
    with ${sql.raw(accountMovements(question, { kinds }))},
    ${sql.raw(segmentsThen(asOf.known))},
    owing as (
      select account_id from moved where month <= ${through} and 'receivable' in (from_kind, to_kind)
      group by account_id having sum(case to_kind when 'receivable' then amount else -amount end) <> 0),
    open as (
      select o.account_id, n.invoice_id, r.asset,
        sum(case t.to_id when r.id then t.amount else -t.amount end)::int8 as minor
      from owing o
      join ledger_accounts r on r.account_id = o.account_id and r.kind = 'receivable'
      cross join lateral (
        select x.account_id, x.account_version from ledger_transactions x
        where x.account_id = r.account_id and x.kind in (${sql.raw(kinds)})
          and x.recorded_at <= ${asOf.known} and x.booked_at < ${end} offset 0) l
      cross join lateral (
        select * from transfers x where x.account_id = l.account_id and x.account_version = l.account_version
          and r.id in (x.from_id, x.to_id) offset 0) t
      join invoice_lines n on n.account_id = t.account_id and n.id = t.invoice_line_id
      group by 1, 2, 3)
    select o.account_id as "accountId", a.name as account, i.id as "invoiceId", i.number, o.asset as currency, o.minor,
      case when least(i.due_at, i.failed_at) <= ${at} then least(i.due_at, i.failed_at) end as "overdueAt"
    from open o
    join accounts a on a.id = o.account_id
    join invoices i on i.account_id = o.account_id and i.id = o.invoice_id
    left join segments s on s.account_id = a.id and s.since < ${monthEnd} and s.until >= ${monthEnd}
    where o.minor <> 0 and (${currency ?? null}::text is null or o.asset = ${currency ?? null})
      and (${segment ?? null}::text is null or coalesce(s.segment, '') = ${segment ?? null})
    order by 7 nulls last, 6 desc, 3`.execute(tx);
  return rows;
}
