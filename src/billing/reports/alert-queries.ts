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
  /** Where an attempt to collect it failed: why the last one did, and when it is tried again by itself. */
  failure: { code: string; declineCode: string | null; nextAttemptAt: Date | null } | null;
};

type OverdueFailure = {
  code: string | null;
  declineCode: string | null;
  nextAttemptAt: Date | null;
};

/** Issued invoices whose day has passed or whose payment failed, the longest overdue first. */
export async function listOverdue(
  db: Db,
  { accountId, at }: { accountId: AccountId; at: Date },
): Promise<OverdueInvoice[]> {
  const { rows } = await sql<Omit<OverdueInvoice, "failure"> & OverdueFailure>`
    select i.id, i.number, i.currency, i.total_minor - i.paid_minor as "due", i.overdue_from as "dueAt",
      f.code, f.decline_code as "declineCode", f.next_attempt_at as "nextAttemptAt"
    from invoices i
    left join lateral (
      select a.code, a.decline_code, c.next_attempt_at
      from collection_documents d
      join collections c on c.account_id = d.account_id and c.id = d.collection_id
      join failed_attempts a on a.account_id = c.account_id and a.collection_id = c.id
      where d.account_id = i.account_id and d.invoice_id = i.id and a.told_at <= ${at}
      order by a.told_at desc, c.created_at desc limit 1) f on true
    where i.account_id = ${accountId} and i.status = 'issued' and i.overdue_from <= ${at}
    order by i.overdue_from, i.id`.execute(db);
  return rows.map(({ code, declineCode, nextAttemptAt, ...one }) => ({
    ...one,
    failure: code === null ? null : { code, declineCode, nextAttemptAt },
  }));
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
