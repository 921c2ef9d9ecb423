import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId, RefundId } from "@/lib/ids";

/** What an account's people are to know: its money went back, or could not be delivered. */
export type RefundToTell = {
  accountId: AccountId;
  refundId: RefundId;
  invoiceId: InvoiceId;
  account: string;
  number: string;
  currency: string;
  totalMinor: bigint;
  cardMinor: bigint;
  creditMinor: bigint;
  returned: boolean;
  creditNote: string | null;
  revoked: bigint;
  owed: bigint;
};

/** The news that has waited longest; no other worker sees it until this transaction ends. */
export async function takeRefundToTell(tx: Tx): Promise<RefundToTell | undefined> {
  const { rows } = await sql<RefundToTell>`
    with taken as materialized (
      select * from refunds
      where (status = 'succeeded' and told_at is null) or (status = 'returned' and return_told_at is null)
      order by booked_at limit 1 for update skip locked)
    select f.account_id as "accountId", f.id as "refundId", f.invoice_id as "invoiceId", a.name as account, i.number,
      f.currency, f.amount_minor as "totalMinor", f.card_minor as "cardMinor", f.credit_minor as "creditMinor",
      f.status = 'returned' as returned, n.number as "creditNote", coalesce(r.revoked, 0)::int8 as revoked,
      coalesce(r.owed, 0)::int8 as owed
    from taken f
    join accounts a on a.id = f.account_id
    join invoices i on i.account_id = f.account_id and i.id = f.invoice_id
    left join invoices n on n.account_id = f.account_id and n.id = f.credit_note_id
    left join lateral (select sum(revoked) as revoked, sum(debt) as owed from line_returns r
      where r.account_id = f.account_id and r.refund_id = f.id and r.stands) r on true`.execute(tx);
  return rows[0];
}

/** One that came back before anybody was told that it had left is told once. */
export async function noteRefundTold(
  tx: Tx,
  { accountId, refundId, returned }: Pick<RefundToTell, "accountId" | "refundId" | "returned">,
): Promise<void> {
  const at = sql<Date>`app_now()`;
  await tx
    .updateTable("refunds")
    .set(returned ? { told_at: at, return_told_at: at } : { told_at: at })
    .where("account_id", "=", accountId)
    .where("id", "=", refundId)
    .execute();
}
