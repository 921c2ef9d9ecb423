import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";

type Asked = { accountId: AccountId; limit: number };

export type SupportBooking = {
  at: Date;
  version: bigint;
  kind: "grant" | "revoke" | "reverse" | "invoice";
  /** Credits that came onto grants less those that left. */
  credits: bigint;
  reason: string;
  invoice: { id: InvoiceId; number: string; status: "void" | "uncollectible" } | null;
};

/**
 * What staff booked by hand, the newest first: credits, and documents ended without their money. Of refunds and disputes
 * their own rows tell.
 */
export async function listSupportBookings(
  db: Db,
  { accountId, limit }: Asked,
): Promise<SupportBooking[]> {
  const { rows } = await sql<SupportBooking>`
    select x.occurred_at as at, x.account_version as version, x.kind, m.credits, x.reason, i.invoice
    from ledger_transactions x
    cross join lateral (
      select (coalesce(sum(t.amount) filter (where t.asset = 'credit' and l.kind = 'grant'), 0)
          - coalesce(sum(t.amount) filter (where t.asset = 'credit' and f.kind = 'grant'), 0))::int8 as credits,
        bool_or(t.refund_id is not null or t.dispute_id is not null) as others,
        (array_agg(t.invoice_line_id) filter (where t.invoice_line_id is not null))[1] as line_id
      from transfers t
      join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
      join ledger_accounts l on l.account_id = t.account_id and l.id = t.to_id
      where t.account_id = x.account_id and t.account_version = x.account_version) m
    left join lateral (
      select jsonb_build_object('id', i.id, 'number', i.number, 'status', i.status) as invoice
      from invoice_lines n join invoices i on i.account_id = n.account_id and i.id = n.invoice_id
      where n.account_id = x.account_id and n.id = m.line_id and i.status in ('void', 'uncollectible')) i
      on x.kind = 'invoice'
    where x.account_id = ${accountId} and x.kind not in ('consume', 'hold', 'capture', 'release')
      and x.kind in ('grant', 'revoke', 'reverse', 'invoice') and x.actor like 'staff:%' and not m.others
      and (x.kind = 'invoice') = (m.line_id is not null) and (x.kind <> 'invoice' or i.invoice is not null)
    order by x.account_version desc limit ${limit}`.execute(db);
  return rows;
}

export type SupportRefund = {
  at: Date;
  status: string;
  currency: string;
  amountMinor: bigint;
  invoiceId: InvoiceId;
  number: string | null;
};

/** Refunds we made by hand, the newest first. */
export async function listSupportRefunds(
  db: Db,
  { accountId, limit }: Asked,
): Promise<SupportRefund[]> {
  const { rows } = await sql<SupportRefund>`
    select coalesce(f.booked_at, f.requested_at) as at, f.status, f.currency, f.amount_minor as "amountMinor",
      f.invoice_id as "invoiceId", i.number
    from refunds f join invoices i on i.account_id = f.account_id and i.id = f.invoice_id
    where f.account_id = ${accountId} and f.origin = 'staff'
    order by f.requested_at desc limit ${limit}`.execute(db);
  return rows;
}

/** When staff looked at the account as its people see it, the newest first. */
export async function listSupportLooks(db: Db, { accountId, limit }: Asked): Promise<Date[]> {
  const { rows } = await sql<{ at: Date }>`
    select created_at as at from login_sessions
    where account_id = ${accountId} and how = 'staff_view' order by created_at desc limit ${limit}`.execute(
    db,
  );
  return rows.map(({ at }) => at);
}
