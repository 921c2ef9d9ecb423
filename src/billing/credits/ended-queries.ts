import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId, InvoiceLineId } from "@/lib/ids";

/** What was revoked of allowances since a version of the account's ledger: a quote did not count on that. */
export async function getRevokedSince(
  tx: Tx,
  accountId: AccountId,
  version: bigint,
): Promise<bigint> {
  const { rows } = await sql<{ credits: bigint }>`
    select coalesce(sum(t.amount), 0)::int8 as credits
    from transfers t
    join ledger_accounts r on r.account_id = t.account_id and r.id = t.to_id and r.kind = 'revoked'
    join grants g on g.account_id = t.account_id and g.id = t.from_id and g.category = 'allowance'
    where t.account_id = ${accountId} and t.account_version > ${version}`.execute(tx);
  return rows[0]?.credits ?? 0n;
}

/** What of the credits an invoice's lines gave has expired and is posted so, by line. Reads all transfers. */
export async function listExpiredOf(
  tx: Tx,
  accountId: AccountId,
  invoiceId: InvoiceId,
): Promise<Map<InvoiceLineId, bigint>> {
  const { rows } = await sql<{ lineId: InvoiceLineId; credits: bigint }>`
    select l.id as "lineId", sum(t.amount)::int8 as credits
    from invoice_lines l
    join grants g on g.account_id = l.account_id and g.invoice_line_id = l.id
    join transfers t on t.account_id = g.account_id and t.from_id = g.id
    join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id and d.kind = 'expired'
    where l.account_id = ${accountId} and l.invoice_id = ${invoiceId} group by 1`.execute(tx);
  return new Map(rows.map(({ lineId, credits }) => [lineId, credits]));
}
