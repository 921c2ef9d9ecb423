import { type RawBuilder, sql } from "kysely";
import type { Db } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { Period } from "@/lib/time";

/** Something of a month that is not done: whose it is, and which document where it is one's. */
export type OpenThing = {
  account: { id: AccountId; name: string } | null;
  invoiceId: InvoiceId | null;
  /** What it is, in the words of the books: a kind, an instant, an amount. */
  detail: string;
};

export type Open = { total: number; first: OpenThing[] };

const shown = 10;

/** Accounts whose days up to an instant are not recognized. */
export async function findUnrecognized(db: Db, end: Date): Promise<Open> {
  return await openOf(
    db,
    sql`select account_id, null::uuid as invoice_id, to_json(earns_at) #>> '{}' as detail
      from account_books where earns_at <= ${end}`,
  );
}

/** Accounts something was due on by an instant and is not booked. */
export async function findDue(db: Db, by: Date): Promise<Open> {
  return await openOf(
    db,
    sql`select account_id, null::uuid as invoice_id, to_json(due_at) #>> '{}' as detail
      from account_books where due_at <= ${by}`,
  );
}

/** Documents that were to be issued in a month and are drafts. */
export async function findDrafts(db: Db, { end }: Period): Promise<Open> {
  return await openOf(
    db,
    sql`select account_id, id as invoice_id, to_json(issue_at) #>> '{}' as detail
      from invoices where status = 'draft' and issue_at < ${end}`,
  );
}

/** Calls that may have moved money, begun in a month, of which nobody knows whether they did. */
export async function findUnknown(db: Db, { end }: Period): Promise<Open> {
  return await openOf(
    db,
    sql`select account_id, null::uuid as invoice_id, kind as detail from gateway_calls
      where status in ('calling', 'unknown') and created_at < ${end}
      union all
      select account_id, invoice_id, 'refund' from refunds
      where status in ('calling', 'unknown') and requested_at < ${end}`,
  );
}

/** Accounts through which something passes that stands at nothing once it has: and does not. */
export async function findUncleared(db: Db): Promise<Open> {
  return await openOf(
    db,
    sql`select b.account_id, null::uuid as invoice_id, l.kind || ' ' || b.balance || ' ' || l.asset as detail
      from balances b
      join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
      where b.balance <> 0 and (l.kind = 'issued.rollover' or l.kind = 'dispute_hold' and not exists (
        select from disputes d where d.account_id = b.account_id and d.closed_at is null))`,
  );
}

/**
 * What of a month is not compared with the processor's own account of it: all of it while no comparison reaches past its end,
 * then what does not match and nobody has set right or resolved. Nothing where no money ever came through one.
 */
export async function findUnreconciled(
  db: Db,
  { end, through }: { end: Date; through: Date | null },
): Promise<Open> {
  if (through === null || through < end)
    return await openOf(
      db,
      sql`select null::uuid as account_id, null::uuid as invoice_id,
        ${through?.toISOString() ?? "never"} as detail
      where exists (select from ledger_accounts where kind = 'stripe_balance')`,
    );
  return await openOf(
    db,
    sql`select account_id, null::uuid as invoice_id, class || ': ' || cause as detail
      from reconciliation_differences
      where status = 'open' and class <> 'timing' and occurred_at < ${end}`,
  );
}

/** Assets whose balances do not come to nothing together. */
export async function findUnbalanced(db: Db): Promise<Open> {
  return await openOf(
    db,
    sql`select null::uuid as account_id, null::uuid as invoice_id, l.asset || ' ' || sum(b.balance) as detail
      from balances b
      join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
      group by l.asset having sum(b.balance) <> 0`,
  );
}

async function openOf(db: Db, things: RawBuilder<unknown>): Promise<Open> {
  const { rows } = await sql<OpenThing & { total: number }>`
    with things as (${things})
    select case when a.id is not null then jsonb_build_object('id', a.id, 'name', a.name) end as account,
      t.invoice_id as "invoiceId", t.detail, (count(*) over ())::int as total
    from things t left join accounts a on a.id = t.account_id
    order by t.detail, a.id limit ${shown}`.execute(db);
  return {
    total: rows[0]?.total ?? 0,
    first: rows.map(({ account, invoiceId, detail }) => ({ account, invoiceId, detail })),
  };
}
