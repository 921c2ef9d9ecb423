import { sql } from "kysely";
import { plainArray, textArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { cutAt, endsAt } from "./as-of";
import type { CellEdge } from "./cell";
import {
  type MovementQuestion,
  movements,
  prepareMovements,
  segmentsThen,
} from "./movement-queries";
import { monthOf, toldApart } from "./rollup-queries";

/** Where a page of a cell's rows ended: they stand by account, each in the order of its ledger. */
export type CellPlace = { accountId: string; version: bigint; position: number };

export type CellRow = Omit<CellPlace, "accountId"> & {
  accountId: AccountId;
  account: string;
  bookedAt: Date;
  kind: string;
  reason: string;
  from: string;
  to: string;
  asset: string;
  /** As it counts in the cell: below 0 where it takes away. */
  amount: bigint;
  invoiceId: InvoiceId | null;
  number: string | null;
};

export type CellQuestion = Pick<MovementQuestion, "asOf" | "timezone" | "segment" | "plan"> & {
  month: string;
  /** The month whose end says which segment an account is in. */
  segmentOf: string;
  currency: string;
  pack?: string | undefined;
  edges: readonly CellEdge[];
  after: CellPlace | null;
  limit: number;
};

/**
 * The transfers a cell counts, a page of them. The sums say which accounts have some and where in their ledgers, so
 * that no more of those is read than a page needs.
 */
export async function listCellRows(tx: Tx, question: CellQuestion): Promise<CellRow[]> {
  const { asOf, timezone, month, edges, after, limit, currency, segment, plan, pack } = question;
  await prepareMovements(tx, timezone);
  const known = asOf.known.toISOString();
  const end = cutAt(asOf, timezone)?.end.toISOString() ?? "infinity";
  const { rows } = await sql<CellRow>`
    with ${sql.raw(movements(question))},
    wanted as (
      select * from unnest(${textArray(edges.map((one) => one.kind))}::text[], ${textArray(edges.map((one) => one.from))}::text[],
        ${textArray(edges.map((one) => one.to))}::text[], ${textArray(edges.map((one) => one.asset))}::text[],
        ${textArray(edges.map((one) => one.about))}::text[], ${plainArray(edges.map((one) => one.sign))}::int8[])
        as w (kind, from_kind, to_kind, asset, about, sign)),
    ${sql.raw(segmentsThen(asOf.known))},
    asked as (
      select a.id, a.name from accounts a
      left join segments s on s.account_id = a.id and s.since < ${endsAt(question.segmentOf, timezone)}
        and s.until >= ${endsAt(question.segmentOf, timezone)}
      where (${segment ?? null}::text is null or coalesce(s.segment, '') = ${segment ?? null})
        and a.id >= ${after?.accountId ?? "00000000-0000-0000-0000-000000000000"}::uuid
        and (a.currency = ${currency} or exists (select from wanted where asset <> 'credit'))),
    places as (
      select distinct r.account_id, s.from_version, s.through_version
      from month_rollups r
      join wanted w using (kind, from_kind, to_kind, asset, about)
      join stretches s on s.account_id = r.account_id and s.recorded_month = r.recorded_month and s.usable
      where r.month = ${month} and r.account_id in (select id from asked)
      union all select account_id, base, last from behind where account_id in (select id from asked)),
    booked as (
      select l.account_id, l.account_version, l.kind, l.booked_at, l.reason, ${sql.raw(monthOf("l.booked_at"))} as month
      from (select * from places order by account_id, from_version) p
      cross join lateral (
        select * from ledger_transactions x where x.account_id = p.account_id
          and x.account_version > greatest(p.from_version, case when p.account_id = ${after?.accountId ?? null}::uuid
            then ${(after?.version ?? 1n) - 1n} else 0 end)
          and x.account_version <= p.through_version and x.recorded_at <= ${known}::timestamptz
          and x.booked_at < ${end}::timestamptz and x.kind in (select kind from wanted)
          and ${sql.raw(monthOf("x.booked_at"))} = ${month} offset 0) l),
    told as (${sql.raw(toldApart("booked", { also: "b.booked_at, b.reason, t.invoice_line_id," }))})
    select t.account_id as "accountId", a.name as account, t.account_version as version, t.position, t.booked_at as "bookedAt",
      t.kind, t.reason, t.from_kind as "from", t.to_kind as "to", t.asset, (t.amount * w.sign)::int8 as amount,
      i.id as "invoiceId", i.number
    from told t
    join wanted w on (w.kind, w.from_kind, w.to_kind, w.asset, w.about) = (t.kind, t.from_kind, t.to_kind, t.asset, t.about)
    join asked a on a.id = t.account_id
    left join plan_versions v on v.id = t.plan_version_id
    left join invoice_lines n on n.account_id = t.account_id and n.id = t.invoice_line_id
    left join invoices i on i.account_id = n.account_id and i.id = n.invoice_id
    where (${plan ?? null}::text is null or coalesce(v.plan, '') = ${plan ?? null})
      and (${pack ?? null}::text is null or t.pack = ${pack ?? null})
      and (t.account_id, t.account_version, t.position) > (${after?.accountId ?? "00000000-0000-0000-0000-000000000000"}::uuid,
        ${after?.version ?? 0n}, ${after?.position ?? 0})
    order by t.account_id, t.account_version, t.position limit ${limit}`.execute(tx);
  return rows;
}
