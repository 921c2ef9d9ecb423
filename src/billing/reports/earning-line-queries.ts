import { sql } from "kysely";
import type { SuperJSONResult } from "superjson";
import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId, InvoiceLineId } from "@/lib/ids";
import { factsFrom } from "../invoices/line-row";
import type { LineTold } from "./explanation";

export type EarningLine = LineTold & {
  id: InvoiceLineId;
  invoiceId: InvoiceId;
  number: string | null;
  currency: string;
  net: bigint;
  recognized: bigint;
  returned: bigint;
  /** Since when what is left is spread anew. */
  baseAt: Date;
};

/** Lines with something to earn, or these; in the order of their periods. */
export async function listEarningLines(
  tx: Tx,
  { accountId, ids }: { accountId: AccountId; ids: readonly string[] | null },
): Promise<EarningLine[]> {
  const { rows } = await sql<
    Omit<EarningLine, "facts" | "period"> & {
      facts: SuperJSONResult | null;
      start: Date;
      end: Date;
    }
  >`
    select l.id, l.invoice_id as "invoiceId", i.number, i.currency, l.kind, l.description, n.name as plan,
      l.facts, l.period_start as start, l.period_end as "end", e.net_minor as net,
      e.recognized_minor as recognized, e.returned_minor as returned, e.base_at as "baseAt"
    from line_earnings e
    join invoice_lines l on l.account_id = e.account_id and l.id = e.invoice_line_id
    join invoices i on i.account_id = l.account_id and i.id = l.invoice_id
    left join plan_versions v on v.id = l.plan_version_id
    left join plans n on n.code = v.plan
    where e.account_id = ${accountId} and ${
      ids
        ? sql`e.invoice_line_id = any(${plainArray(ids)}::uuid[])`
        : sql`e.net_minor <> e.recognized_minor + e.returned_minor`
    }
    order by l.period_start, l.id`.execute(tx);
  return rows.map(({ facts, start, end, ...row }) => ({
    ...row,
    facts: factsFrom(facts),
    period: { start, end },
  }));
}

/** What was earned of a line, by what it was earned as. */
export async function listRevenueOf(
  tx: Tx,
  accountId: AccountId,
  lineId: InvoiceLineId,
): Promise<{ kind: string; id: string; amount: bigint }[]> {
  const { rows } = await sql<{ kind: string; id: string; amount: bigint }>`
    select r.kind, r.id, sum(case when t.from_id = r.id then t.amount else -t.amount end)::int8 as amount
    from transfers t
    join ledger_accounts r on r.account_id = t.account_id and r.id in (t.from_id, t.to_id)
    join ledger_accounts d on d.account_id = t.account_id and d.id in (t.from_id, t.to_id) and d.id <> r.id
    where t.account_id = ${accountId} and t.invoice_line_id = ${lineId}
      and r.kind like 'revenue.%' and d.kind = 'deferred_revenue'
    group by 1, 2 order by 1`.execute(tx);
  return rows;
}

/** A line and those that give back of it, under which what it got back is booked. */
export async function listLineFamily(
  tx: Tx,
  accountId: AccountId,
  lineId: InvoiceLineId,
): Promise<InvoiceLineId[]> {
  const rows = await tx
    .selectFrom("invoice_lines")
    .where("account_id", "=", accountId)
    .where((eb) => eb.or([eb("id", "=", lineId), eb("credited_line_id", "=", lineId)]))
    .select("id")
    .execute();
  return rows.map(({ id }) => id);
}
