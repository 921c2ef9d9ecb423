import { type RawBuilder, sql } from "kysely";
import { plainArray, textArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { cutAt, endsAt, startsAt } from "./as-of";
import type { CellEdge } from "./cell";
import { type MovementQuestion, prepareMovements, segmentsThen } from "./movement-queries";
import { setting, toldApart } from "./rollup-queries";

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
 * The transfers a cell counts, a page of them. The sums say which accounts have some and where in their ledgers; accounts are
 * gone through one after another, each by its versions, until the page is full.
 */
export async function listCellRows(tx: Tx, question: CellQuestion): Promise<CellRow[]> {
  const { asOf, timezone, edges, after, limit, currency, segment } = question;
  await prepareMovements(tx, timezone);
  const { rows } = await sql<CellRow>`
    with wanted as (
      select * from unnest(${textArray(edges.map((one) => one.kind))}::text[], ${textArray(edges.map((one) => one.from))}::text[],
        ${textArray(edges.map((one) => one.to))}::text[], ${textArray(edges.map((one) => one.asset))}::text[],
        ${textArray(edges.map((one) => one.about))}::text[], ${plainArray(edges.map((one) => one.sign))}::int8[])
        as w (kind, from_kind, to_kind, asset, about, sign)),
    ${sql.raw(segmentsThen(asOf.known))},
    asked as materialized (
      select a.id from accounts a
      left join segments s on s.account_id = a.id and s.since < ${endsAt(question.segmentOf, timezone)}
        and s.until >= ${endsAt(question.segmentOf, timezone)}
      where (${segment ?? null}::text is null or coalesce(s.segment, '') = ${segment ?? null})
        and a.id >= ${after?.accountId ?? nobody}::uuid
        and (s.currency = ${currency} or exists (select from wanted where asset <> 'credit'))),
    ${placesOf(question)},
    page as (
      select t.* from (select p.* from places p join asked a on a.id = p.account_id order by account_id, base) p
      cross join lateral (${rowsAt(question)}) t
      order by p.account_id, p.base, t.account_version, t.position limit ${limit})
    select t.account_id as "accountId", a.name as account, t.account_version as version, t.position, t.booked_at as "bookedAt",
      t.kind, t.reason, t.from_kind as "from", t.to_kind as "to", t.asset, (t.amount * t.sign)::int8 as amount,
      i.id as "invoiceId", i.number
    from page t
    join accounts a on a.id = t.account_id
    left join invoice_lines n on n.account_id = t.account_id and n.id = t.invoice_line_id
    left join invoices i on i.account_id = n.account_id and i.id = n.invoice_id
    order by t.account_id, t.account_version, t.position`.execute(tx);
  return rows;
}

const nobody = "00000000-0000-0000-0000-000000000000";

/** `places`: where in an account's ledger some of the rows may stand, after version `base` and through `last`. */
function placesOf({ month, after }: CellQuestion): RawBuilder<unknown> {
  const from = after?.accountId ?? nobody;
  return sql`
    places as materialized (
      select distinct r.account_id, s.from_version as base, s.through_version as last
      from month_rollups r
      join wanted w using (kind, from_kind, to_kind, asset, about)
      join month_rollup_stretches s on s.account_id = r.account_id and s.recorded_month = r.recorded_month
        and s.timezone = ${sql.raw(setting)}
      where r.month = ${month} and r.account_id >= ${from}::uuid
      union all
      select b.account_id, coalesce(t.version, 0), b.version
      from account_books b
      left join (
        select account_id, max(through_version) as version from month_rollup_stretches
        where timezone = ${sql.raw(setting)} group by 1) t on t.account_id = b.account_id
      where b.version > coalesce(t.version, 0) and b.account_id >= ${from}::uuid)`;
}

/** The rows at a place `p`, in the order of the ledger. */
function rowsAt(question: CellQuestion): RawBuilder<unknown> {
  const { asOf, timezone, month, after, limit, plan, pack } = question;
  const end = cutAt(asOf, timezone)?.end.toISOString() ?? "infinity";
  const since = sql`greatest(p.base, case when p.account_id = ${after?.accountId ?? null}::uuid
    then ${(after?.version ?? 1n) - 1n} else 0 end)`;
  return sql`
    with booked as (
      select x.account_id, x.account_version, x.kind, x.booked_at, x.reason, ${month}::text as month
      from ledger_transactions x
      where x.account_id = p.account_id and x.account_version > ${since} and x.account_version <= p.last
      and x.recorded_at <= ${asOf.known} and x.booked_at < ${end}::timestamptz and x.kind in (select kind from wanted)
      and x.booked_at >= ${startsAt(month, timezone)} and x.booked_at < ${endsAt(month, timezone)}
      order by x.account_version)
    select t.*, w.sign from (${sql.raw(toldApart("booked", { also: "b.booked_at, b.reason, t.invoice_line_id," }))}) t
    join wanted w on (w.kind, w.from_kind, w.to_kind, w.asset, w.about) = (t.kind, t.from_kind, t.to_kind, t.asset, t.about)
    left join plan_versions v on v.id = t.plan_version_id
    where (${plan ?? null}::text is null or coalesce(v.plan, '') = ${plan ?? null})
      and (${pack ?? null}::text is null or t.pack = ${pack ?? null})
      and (t.account_id, t.account_version, t.position) > (${after?.accountId ?? nobody}::uuid, ${after?.version ?? 0n},
        ${after?.position ?? 0})
    order by t.account_version, t.position limit ${limit} offset 0`;
}
