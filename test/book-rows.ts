import { sql } from "kysely";
import type { GrantsWhen } from "@/billing/decision";
import type { Db } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";

/** An account's invoices, oldest first, each line as "kind amount". */
export async function invoicesOf(db: Db, accountId: AccountId) {
  const { rows } = await sql<{
    id: InvoiceId;
    status: string;
    number: string | null;
    total: bigint;
    grants: GrantsWhen;
    lines: string[];
  }>`
    select i.id, i.status, i.number, i.total_minor as total, i.grants,
      array(select l.kind || ' ' || l.quantity || ' x ' || l.unit_price || ' = ' || l.amount_minor
        from invoice_lines l where l.account_id = i.account_id and l.invoice_id = i.id
        order by l.period_start, l.kind) as lines
    from invoices i where i.account_id = ${accountId} order by i.created_at, i.id`.execute(db);
  return rows;
}

/** Balances of an account's ledger accounts that are not 0, by kind; a kind's grants are summed. */
export async function balancesOf(db: Db, accountId: AccountId): Promise<Record<string, bigint>> {
  const { rows } = await sql<{ kind: string; balance: bigint }>`
    select l.kind, sum(b.balance)::int8 as balance
    from balances b join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
    where b.account_id = ${accountId} group by 1 having sum(b.balance) <> 0 order by 1`.execute(db);
  return Object.fromEntries(rows.map(({ kind, balance }) => [kind, balance]));
}
