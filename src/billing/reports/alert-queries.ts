import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { GrantCategory } from "../ledger/accounts";

export type OverdueInvoice = {
  id: InvoiceId;
  number: string;
  currency: string;
  due: bigint;
  /** From when on it is overdue. */
  dueAt: Date;
};

/** Issued invoices whose day has passed or whose payment failed, the longest overdue first. */
export async function listOverdue(
  db: Db,
  { accountId, at }: { accountId: AccountId; at: Date },
): Promise<OverdueInvoice[]> {
  const { rows } = await sql<OverdueInvoice>`
    select id, number, currency, total_minor - paid_minor as "due", overdue_from as "dueAt"
    from invoices
    where account_id = ${accountId} and status = 'issued' and overdue_from <= ${at}
    order by overdue_from, id`.execute(db);
  return rows;
}

/** The newest entry that took back credits already spent, and the reason it gave. */
export async function findDebtEntry(
  db: Db,
  accountId: AccountId,
): Promise<{ version: bigint; at: Date; reason: string } | undefined> {
  const { rows } = await sql<{ version: bigint; at: Date; reason: string }>`
    select x.account_version as "version", x.occurred_at as "at", x.reason
    from ledger_transactions x
    where x.account_id = ${accountId} and x.kind <> 'consume' and exists (
      select from transfers t
      join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
      where t.account_id = x.account_id and t.account_version = x.account_version
        and f.kind = 'debt' and t.asset = 'credit')
    order by x.account_version desc
    limit 1`.execute(db);
  return rows[0];
}

export type ExpiringCredits = { at: Date; category: GrantCategory; credits: bigint };

/** Credits that end unless they are used by `until`. An allowance ends with each period; that is no news. */
export async function listExpiring(
  db: Db,
  { accountId, at, until }: { accountId: AccountId; at: Date; until: Date },
): Promise<ExpiringCredits[]> {
  const { rows } = await sql<ExpiringCredits>`
    select g.expires_at as "at", g.category, sum(b.balance)::bigint as "credits"
    from grants g
    join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
    where g.account_id = ${accountId} and g.closed_at is null and b.balance > 0
      and g.effective_at <= ${at} and g.expires_at > ${at} and g.expires_at <= ${until}
      and g.category <> 'allowance'
    group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}
