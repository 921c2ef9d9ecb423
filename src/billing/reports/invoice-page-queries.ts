import { type RawBuilder, type SqlBool, sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Db } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { InvoiceStatus, ListedStatus } from "../invoices/status";

export const invoiceTypes = ["subscription", "pack", "manual"] as const;

/** Which invoices are asked for; all that is null asks nothing. Amounts are minor units. */
export type InvoiceFilter = {
  status: ListedStatus | null;
  type: (typeof invoiceTypes)[number] | null;
  /** By the date on the document; of a draft, when it will be issued. */
  from: Date | null;
  to: Date | null;
  /** A stretch some line must cover a part of. */
  covers: { from: Date; to: Date } | null;
  least: bigint | null;
  most: bigint | null;
  /** A part of the number, or of the purchase order. */
  search: string | null;
  ids: readonly InvoiceId[] | null;
};

export type InvoiceListRow = {
  id: InvoiceId;
  number: string | null;
  document: "invoice" | "credit_note";
  status: InvoiceStatus;
  currency: string;
  total: bigint;
  paid: bigint;
  createdAt: Date;
  documentAt: Date;
  issuedAt: Date | null;
  dueAt: Date | null;
  failedAt: Date | null;
  /** What of it went back since, and whether the payer's bank asks for it. */
  returned: bigint;
  disputed: boolean;
  periodStart: Date | null;
  periodEnd: Date | null;
  plan: string | null;
};

type Asked = { accountId: AccountId; at: Date; filter: InvoiceFilter };

/** A page of invoices, newest first, each with the stretch it is about: its plan line's, else its lines'. */
export async function listInvoiceRows(
  db: Db,
  {
    after,
    limit,
    ...asked
  }: Asked & { after: { createdAt: Date; id: InvoiceId } | null; limit: number },
): Promise<InvoiceListRow[]> {
  const beyond = after
    ? sql<SqlBool>`(i.created_at, i.id) < (${time(after.createdAt)}, ${after.id}::uuid)`
    : sql<SqlBool>`true`;
  const { rows } = await sql<InvoiceListRow>`
    select i.id, i.number, i.document, i.status, i.currency, i.total_minor as "total", i.paid_minor as "paid",
      i.created_at as "createdAt", coalesce(i.issued_at, i.issue_at, i.created_at) as "documentAt",
      i.issued_at as "issuedAt", i.due_at as "dueAt", i.failed_at as "failedAt",
      case when i.status = 'paid' then ${returned} else 0 end as "returned",
      i.status = 'paid' and ${disputed} as "disputed",
      coalesce(l.plan_start, l.any_start) as "periodStart", coalesce(l.plan_end, l.any_end) as "periodEnd", l.plan
    from invoices i
    left join lateral (
      select min(l.period_start) filter (where l.kind = 'plan') as plan_start,
        max(l.period_end) filter (where l.kind = 'plan') as plan_end,
        min(l.period_start) as any_start, max(l.period_end) as any_end,
        (array_agg(p.name order by l.kind <> 'plan', l.position) filter (where p.name is not null))[1] as plan
      from invoice_lines l
      left join plan_versions v on v.id = l.plan_version_id
      left join plans p on p.code = v.plan
      where l.account_id = i.account_id and l.invoice_id = i.id) l on true
    where ${matching(asked)} and ${beyond}
    order by i.created_at desc, i.id desc
    limit ${limit}`.execute(db);
  return rows;
}

/** What left of it stays gone, also where it came back and is kept for the account since. */
const returned = sql`(select coalesce(sum(f.card_minor + f.credit_minor), 0)::int8 from refunds f
  where f.account_id = i.account_id and f.invoice_id = i.id and f.status in ('succeeded', 'returned'))`;

/** One payment may have paid several documents: all of them are. */
const disputed = sql`exists (select from disputes d
  join payments p on p.account_id = d.account_id and p.id = d.payment_id
  join collection_documents c on c.account_id = p.account_id and c.collection_id = p.collection_id
  where d.account_id = i.account_id and c.invoice_id = i.id and d.status in ('open', 'under_review'))`;

export type InvoiceTotals = {
  currency: string;
  count: number;
  billed: bigint;
  paid: bigint;
  due: bigint;
  overdue: bigint;
  /** Given up as uncollectible. */
  writtenOff: bigint;
  /** Not issued yet, so not billed. */
  draft: bigint;
};

/** What all the matching invoices add up to, never across currencies. Drafts and void ones bill nothing. */
export async function listInvoiceTotals(db: Db, asked: Asked): Promise<InvoiceTotals[]> {
  const open = sql`coalesce(sum(i.total_minor - i.paid_minor)`;
  const { rows } = await sql<InvoiceTotals>`
    select i.currency, count(*)::int as "count",
      coalesce(sum(i.total_minor) filter (where i.status in ('issued', 'paid', 'uncollectible')), 0)::int8 as "billed",
      coalesce(sum(i.paid_minor), 0)::int8 as "paid",
      ${open} filter (where i.status = 'issued'), 0)::int8 as "due",
      ${open} filter (where i.status = 'issued' and i.overdue_from <= ${time(asked.at)}), 0)::int8 as "overdue",
      ${open} filter (where i.status = 'uncollectible'), 0)::int8 as "writtenOff",
      coalesce(sum(i.total_minor) filter (where i.status = 'draft'), 0)::int8 as "draft"
    from invoices i
    where ${matching(asked)}
    group by i.currency order by i.currency`.execute(db);
  return rows;
}

function matching({ accountId, at, filter }: Asked): RawBuilder<SqlBool> {
  const { status, from, to, covers, least, most, search, ids } = filter;
  const documentAt = sql`coalesce(i.issued_at, i.issue_at, i.created_at)`;
  const shown = sql`case when i.status = 'issued' and i.overdue_from <= ${time(at)} then 'overdue'
    when i.status = 'issued' and i.due_at is null then 'carried'
    when i.status <> 'paid' then i.status when ${disputed} then 'disputed'
    when ${returned} = 0 then 'paid' when ${returned} >= i.total_minor then 'refunded' else 'partly_refunded' end`;
  const conditions = [
    sql`i.account_id = ${accountId}`,
    status && sql`${shown} = ${status}`,
    from && sql`${documentAt} >= ${time(from)}`,
    to && sql`${documentAt} < ${time(to)}`,
    covers &&
      lineThat(sql`l.period_start < ${time(covers.to)} and l.period_end > ${time(covers.from)}`),
    least !== null && sql`i.total_minor >= ${least}`,
    most !== null && sql`i.total_minor <= ${most}`,
    search && sql`(position(lower(${search}) in lower(i.number)) > 0 or ${isOrderedBy(search)})`,
    ids && sql`i.id = any(${plainArray(ids)}::uuid[])`,
    ofType(filter.type),
  ].filter((one) => one !== null && one !== false && one !== "");
  return sql`${sql.join(conditions, sql` and `)}`;
}

/** The purchase order as it stands on the document. */
function isOrderedBy(search: string): RawBuilder<unknown> {
  return sql`exists (select from invoice_parties p
    where p.account_id = i.account_id and p.invoice_id = i.id
      and position(lower(${search}) in lower(p.buyer_purchase_order)) > 0)`;
}

function ofType(type: InvoiceFilter["type"]) {
  if (type === "subscription") return lineThat(sql`l.plan_period_id is not null`);
  if (type === "pack") return lineThat(sql`l.kind = 'pack'`);
  if (type === null) return null;
  return sql`not ${lineThat(sql`l.plan_period_id is not null or l.kind = 'pack'`)}`;
}

function lineThat(condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`exists (select from invoice_lines l
    where l.account_id = i.account_id and l.invoice_id = i.id and (${condition}))`;
}

function time(at: Date): RawBuilder<Date> {
  return sql<Date>`${at.toISOString()}::timestamptz`;
}
