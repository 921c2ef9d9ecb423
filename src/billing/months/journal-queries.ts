import { sql } from "kysely";
import type { Db } from "@/db/client";
import { type LedgerCodes, ledgerCodes } from "../ledger/codes";

/** Which stretch of the books a journal is of, as they were known at an instant. */
export type JournalOf = {
  accountId: string | null;
  from: Date | null;
  to: Date | null;
  zone: string;
  at: Date;
};

/** One side of a transfer of money. */
export type JournalSide = {
  date: string;
  transaction: string;
  customer: string;
  kind: keyof LedgerCodes;
  isDebit: boolean;
  minor: bigint;
  currency: string;
  reference: string | null;
  event: string;
  occurredAt: Date;
};

/** Codes and names of ledger accounts as the catalogue has them. */
export async function readLedgerCodes(db: Db): Promise<LedgerCodes> {
  const row = await db.selectFrom("catalog_terms").select("journal").executeTakeFirst();
  const told = row?.journal as { accounts?: Partial<LedgerCodes> } | undefined;
  return ledgerCodes(told?.accounts ?? {});
}

function counted({ accountId, from, to, at }: JournalOf) {
  return sql`x.recorded_at <= ${at}
    and (${accountId}::uuid is null or x.account_id = ${accountId})
    and (${from}::timestamptz is null or x.booked_at >= ${from})
    and (${to}::timestamptz is null or x.booked_at < ${to})
    and exists (select from transfers m where m.account_id = x.account_id and m.account_version = x.account_version
      and m.asset <> 'credit')`;
}

/** How many sides of transfers of money there are. */
export async function countJournal(db: Db, of: JournalOf): Promise<bigint> {
  const { rows } = await sql<{ count: bigint }>`
    select 2 * count(*) as count from ledger_transactions x
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
    where ${counted(of)} and t.asset <> 'credit'`.execute(db);
  return rows[0]?.count ?? 0n;
}

/**
 * Both sides of every transfer of money of the next ledger transactions, by when they count. A transaction is
 * never torn in two, so that what is read adds up wherever it stops.
 */
export async function listJournal(
  db: Db,
  of: JournalOf,
  { after, transactions }: { after: string | null; transactions: number },
): Promise<{ sides: JournalSide[]; after: string | null }> {
  const behind =
    after === null
      ? sql`true`
      : sql`(x.booked_at, x.account_id, x.account_version) > ((${after}::jsonb ->> 0)::timestamptz,
          (${after}::jsonb ->> 1)::uuid, (${after}::jsonb ->> 2)::int8)`;
  const { rows } = await sql<JournalSide & { key: string; found: number }>`
    with next as (
      select x.* from ledger_transactions x where ${counted(of)} and ${behind}
      order by x.booked_at, x.account_id, x.account_version limit ${transactions})
    select (x.booked_at at time zone ${of.zone})::date::text as date, x.account_id || '/' || x.account_version as transaction,
      a.external_id as customer, l.kind, s.debit as "isDebit", t.amount as minor, t.asset as currency,
      coalesce(i.number, 'refund ' || t.refund_id, 'dispute ' || t.dispute_id) as reference,
      x.kind || ': ' || x.reason as event, x.occurred_at as "occurredAt",
      jsonb_build_array(x.booked_at, x.account_id, x.account_version)::text as key,
      (select count(*)::int from next) as found
    from next x
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version and t.asset <> 'credit'
    cross join lateral (values (t.to_id, true), (t.from_id, false)) as s (id, debit)
    join ledger_accounts l on l.account_id = t.account_id and l.id = s.id
    join accounts a on a.id = x.account_id
    left join invoice_lines v on v.account_id = t.account_id and v.id = t.invoice_line_id
    left join invoices i on i.account_id = v.account_id and i.id = v.invoice_id
    order by x.booked_at, x.account_id, x.account_version, t.position, s.debit desc`.execute(db);
  const last = rows.at(-1);
  const more = last !== undefined && last.found === transactions;
  return { sides: rows, after: more ? last.key : null };
}

export type JournalSum = Pick<JournalSide, "date" | "kind" | "currency"> & {
  debitMinor: bigint;
  creditMinor: bigint;
};

/** The same summed up by day, kind and currency. */
export async function listJournalDays(db: Db, of: JournalOf): Promise<JournalSum[]> {
  const { rows } = await sql<JournalSum>`
    select (x.booked_at at time zone ${of.zone})::date::text as date, l.kind, t.asset as currency,
      coalesce(sum(t.amount) filter (where s.debit), 0)::int8 as "debitMinor",
      coalesce(sum(t.amount) filter (where not s.debit), 0)::int8 as "creditMinor"
    from ledger_transactions x
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version and t.asset <> 'credit'
    cross join lateral (values (t.to_id, true), (t.from_id, false)) as s (id, debit)
    join ledger_accounts l on l.account_id = t.account_id and l.id = s.id
    where ${counted(of)} group by 1, 2, 3 order by 1, 3, 2`.execute(db);
  return rows;
}
