import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";

export type CreditMove = {
  at: Date;
  version: bigint;
  currency: string;
  /** More kept: above 0; paid with it: below. */
  minor: bigint;
  reason: string;
  invoiceId: InvoiceId | null;
  number: string | null;
};

/** What came to an account's kept money and left it, by document, oldest first. */
export async function listCreditMoves(tx: Tx, accountId: AccountId): Promise<CreditMove[]> {
  const { rows } = await sql<CreditMove>`
    select x.occurred_at as "at", x.account_version as "version", t.asset as "currency", x.reason,
      sum(case f.kind when 'account_credit' then t.amount else -t.amount end)::int8 as "minor",
      i.id as "invoiceId", i.number
    from transfers t
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
    join ledger_transactions x on x.account_id = t.account_id and x.account_version = t.account_version
    left join invoice_lines l on l.account_id = t.account_id and l.id = t.invoice_line_id
    left join invoices i on i.account_id = l.account_id and i.id = l.invoice_id
    where t.account_id = ${accountId} and 'account_credit' in (f.kind, d.kind)
    group by x.account_version, x.occurred_at, x.reason, t.asset, i.id, i.number
    order by x.account_version, i.number`.execute(tx);
  return rows;
}
