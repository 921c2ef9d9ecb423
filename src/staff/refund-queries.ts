import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { named } from "./name-queries";

/** Who the log means, by how it names them; whoever has no name is missing. */
export async function listActorNames(
  db: Db,
  actors: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ actor: string; name: string | null }>`
    select actor, ${named("actor")} as name
    from (select distinct jsonb_array_elements_text(${JSON.stringify(actors)}::jsonb) as actor) a`.execute(
    db,
  );
  return new Map(
    rows.flatMap(({ actor, name }) => (name === null ? [] : [[actor, name] as const])),
  );
}

/** Accounts by their ids. */
export async function listAccountNames(
  db: Db,
  ids: readonly AccountId[],
): Promise<Map<AccountId, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("accounts")
    .where("id", "in", [...new Set(ids)])
    .select(["id", "name"])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export type Rival = {
  by: string;
  at: Date;
  currency: string;
  amountMinor: bigint;
  status: string;
};

/** The refund of an invoice that was asked for last and still counts: by whom, when, and of how much. */
export async function findNewestRefund(
  db: Db,
  { accountId, invoiceId }: { accountId: AccountId; invoiceId: InvoiceId },
): Promise<Rival | undefined> {
  const { rows } = await sql<Rival>`
    select coalesce(${named("requested_by")}, requested_by) as by, requested_at as at, currency,
      amount_minor as "amountMinor", status
    from refunds
    where account_id = ${accountId} and invoice_id = ${invoiceId}
      and status not in ('rejected', 'undone', 'failed')
    order by requested_at desc, id desc limit 1`.execute(db);
  return rows[0];
}

/**
 * RF12: what went back of invoices with the same kinds of lines in the three months before now, of all accounts: how
 * many, and the middle one's share of its invoice in whole per cent, rounded half-up; null where there is none.
 */
export async function countSimilarRefunds(
  db: Db,
  { accountId, invoiceId }: { accountId: AccountId; invoiceId: InvoiceId },
): Promise<{ count: number; medianPercent: number | null }> {
  const { rows } = await sql<{ count: number; medianPercent: number | null }>`
    select count(*)::int4 as count,
      (percentile_disc(0.5) within group (order by round(100.0 * f.amount_minor / i.total_minor)))::int4
        as "medianPercent"
    from refunds f join invoices i on i.account_id = f.account_id and i.id = f.invoice_id
    where f.status = 'succeeded' and f.requested_at > app_now() - interval '3 months' and i.total_minor > 0
      and exists (select from invoice_lines l where l.account_id = f.account_id and l.invoice_id = f.invoice_id
        and l.kind in (select kind from invoice_lines where account_id = ${accountId} and invoice_id = ${invoiceId}))`.execute(
    db,
  );
  return rows[0] ?? { count: 0, medianPercent: null };
}
