import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { balancesOf, invoicesOf } from "../book-rows";

/**
 * All that a story leaves behind, without ids: books, documents, grants and periods, what the app and
 * people were told, and how many quotes were used. Each is there once, or the endings differ.
 */
export async function endingOf(db: Db, accountId: AccountId) {
  const rows = async (question: string) =>
    (await sql.raw<{ told: string }>(question).execute(db)).rows.map(({ told }) => told);
  const invoices = (await invoicesOf(db, accountId)).map(({ id: _, ...one }) => one);
  return {
    ...{ books: await balancesOf(db, accountId), invoices },
    grants: await rows(grants),
    periods: await rows(periods),
    transactions: await rows(transactions),
    events: await rows(events),
    mails: await rows(mails),
    quotesUsed: await rows("select count(used_at)::text as told from quotes"),
  };
}

const grants = `
  select g.category || ' ' || g.amount || ' for ' || g.paid_minor || ', ' || b.balance || ' left until '
    || coalesce(g.expires_at::text, 'ever') as told
  from grants g join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id order by 1`;

const periods = `
  select v.plan || ' ' || p.starts_at || ' to ' || p.ends_at || ' ' || p.state || ' ' || p.opened_by || ' '
    || coalesce(p.closed_by, '') as told
  from plan_periods p join plan_versions v on v.id = p.plan_version_id order by 1`;

const transactions = `
  select account_version || ' ' || kind || ' ' || occurred_at as told from ledger_transactions
  order by account_version`;

const events = `
  select e.type || ': ' || d.status as told from domain_events e
  join webhook_deliveries d on d.account_id = e.account_id and d.event_id = e.id order by 1`;

const mails = `
  select recipient || ' ' || subject || ' ' || (sent_at is not null) as told from mails order by 1`;
