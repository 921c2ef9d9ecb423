import { type RawBuilder, sql } from "kysely";
import type { SuperJSONResult } from "superjson";
import type { Db } from "@/db/client";
import type { AccountId, InvoiceId, InvoiceLineId } from "@/lib/ids";
import type { LineFacts, LineKind } from "../decision";
import { factsFrom } from "../invoices/line-row";
import type { InvoiceStatus } from "../invoices/status";

/** A line is of the month its period starts in, or of the one its document is issued in. */
export const chargedBy = ["period", "issue"] as const;
export type ChargedBy = (typeof chargedBy)[number];

export type ChargedLine = {
  id: InvoiceLineId;
  kind: LineKind;
  description: string;
  plan: string | null;
  facts: LineFacts | null;
  periodStart: Date;
  periodEnd: Date;
  invoiceId: InvoiceId;
  number: string | null;
  document: "invoice" | "credit_note";
  status: InvoiceStatus;
  /** Of a draft, when it will be issued. */
  documentAt: Date;
  currency: string;
  /** After its share of the document's discounts, without and with its tax. */
  net: bigint;
  tax: bigint;
  gross: bigint;
  /** Whether it gives back of another line. */
  credits: boolean;
  /** Whether its document is what a refund was told by. */
  ofRefund: boolean;
  /** What a bank took back of it for good. */
  lost: bigint;
  /** What its document charges up to it and with it, in all, and what of that is paid. */
  upTo: bigint;
  total: bigint;
  paid: bigint;
};

type Asked = { accountId: AccountId; zone: string; by: ChargedBy };

/**
 * What an account was charged in a local month, oldest first. Discounts and taxes are no charges of their own: each
 * line has its share of them.
 */
export async function listChargedLines(
  db: Db,
  { month, ...asked }: Asked & { month: string },
): Promise<ChargedLine[]> {
  const { rows } = await sql<Omit<ChargedLine, "facts"> & { facts: SuperJSONResult | null }>`
    select * from (
      select l.id, l.kind, l.description, n.name as plan, l.facts, l.period_start as "periodStart",
        l.period_end as "periodEnd", l.position, i.id as "invoiceId", i.number, i.document, i.status,
        coalesce(i.issued_at, i.issue_at, i.created_at) as "documentAt", i.currency,
        (${gross} - l.tax_minor)::int8 as net, l.tax_minor as tax, (${gross})::int8 as gross,
        l.credited_line_id is not null as credits,
        exists (select from refunds f where f.account_id = i.account_id and f.credit_note_id = i.id) as "ofRefund",
        coalesce((select sum(r.net_minor + r.tax_minor) from line_returns r
          join disputes d on d.account_id = r.account_id and d.id = r.dispute_id and d.status = 'lost'
          where r.account_id = l.account_id and r.invoice_line_id = l.id and r.stands), 0)::int8 as lost,
        (sum(${gross}) over (partition by i.id order by l.position))::int8 as "upTo",
        i.total_minor as total, i.paid_minor as paid, ${monthOf(asked)} as month
      from ${chargingLines(asked)}
      left join plan_versions v on v.id = l.plan_version_id
      left join plans n on n.code = v.plan) m
    where m.month = ${month}
    order by ${asked.by === "period" ? sql`m."periodStart"` : sql`m."documentAt"`}, m."invoiceId", m.position`.execute(
    db,
  );
  return rows.map(({ facts, ...row }) => ({ ...row, facts: factsFrom(facts) }));
}

/** The local months an account was charged in, newest first. */
export async function listChargedMonths(db: Db, asked: Asked): Promise<string[]> {
  const { rows } = await sql<{ month: string }>`
    select distinct ${monthOf(asked)} as month from ${chargingLines(asked)} order by month desc`.execute(
    db,
  );
  return rows.map(({ month }) => month);
}

const gross = sql`l.amount_minor - l.discount_minor + case when l.tax_included then 0 else l.tax_minor end`;

function chargingLines({ accountId }: Asked): RawBuilder<unknown> {
  return sql`(select * from invoice_lines
      where account_id = ${accountId} and kind not in ('tax', 'discount')) l
    join invoices i on i.account_id = l.account_id and i.id = l.invoice_id`;
}

/** One expression says it for the lines and for the list of months: nothing falls between two of them. */
function monthOf({ by, zone }: Asked): RawBuilder<string> {
  const at =
    by === "period" ? sql`l.period_start` : sql`coalesce(i.issued_at, i.issue_at, i.created_at)`;
  return sql<string>`to_char(${at} at time zone ${zone}, 'YYYY-MM')`;
}
