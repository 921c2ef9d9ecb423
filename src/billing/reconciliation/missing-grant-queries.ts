import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { Suspect } from "./credit-queries";

/**
 * Paid lines whose credits did not come: of a pack all that it says, of a plan the allowance of the slice that runs, or
 * any of a period that is over. A period that is paid and still withheld is one of them while it runs; once it is over
 * nothing comes of it (BOOKS B4). What an import or a part of a month gave is less than the plan's line says, and right.
 *
 * `byHand` says why only a person can tell what sets it right: credits of a period that is over would be over at once,
 * and of what money went back for nobody knows how many are still owed.
 */
export async function listMissingGrants(
  tx: Tx,
  of?: { accountId: AccountId; lineId: string },
): Promise<Suspect[]> {
  const account = of ? sql`and g.account_id = ${of.accountId}` : sql``;
  const line = of ? sql`and l.account_id = ${of.accountId} and l.id = ${of.lineId}` : sql``;
  const { rows } = await sql<Suspect>`
    with given as (
      select g.account_id, g.invoice_line_id, sum(g.amount)::int8 as credits, min(g.id::text) as id from grants g
      where g.invoice_line_id is not null and g.parent_grant_id is null ${account} group by 1, 2),
    allowances as (
      select g.account_id, g.plan_period_id, g.slice_index from grants g
      where g.category = 'allowance' ${account} group by 1, 2, 3),
    lines as (
      select l.*, i.number, coalesce(i.closed_at, i.issued_at, i.created_at) as at,
        case when exists (select from line_returns r where r.account_id = l.account_id and r.invoice_line_id = l.id
          and r.stands) then 'returned' end as returned
      from invoice_lines l
      join invoices i on i.account_id = l.account_id and i.id = l.invoice_id
      where i.status = 'paid' and l.kind in ('pack', 'plan', 'proration_charge') and l.credits > 0 ${line}),
    found as (
      select l.account_id, l.id, l.invoice_id, l.number, l.at, null::int as slice,
        case when g.credits is null then 'never_granted' else 'granted_too_little' end as kind,
        l.credits - coalesce(g.credits, 0) as credits, g.id as grant_id,
        coalesce(l.returned, case when g.credits is not null then 'in_part' end) as by_hand
      from lines l left join given g on g.account_id = l.account_id and g.invoice_line_id = l.id
      where l.kind = 'pack' and coalesce(g.credits, 0) < l.credits
      union all
      select l.account_id, l.id, l.invoice_id, l.number, greatest(l.at, p.slice_starts_at), nullif(p.slice_index, 0),
        'never_granted', case when l.period_start >= p.slice_starts_at then l.credits else v.allowance end,
        null, l.returned
      from lines l
      join plan_periods p on p.account_id = l.account_id and p.id = l.plan_period_id and p.state = 'open'
      join plan_versions v on v.id = p.plan_version_id
      where l.kind <> 'pack' and not exists (select from allowances a where a.account_id = p.account_id
        and a.plan_period_id = p.id and a.slice_index = p.slice_index)
      union all
      select l.account_id, l.id, l.invoice_id, l.number, l.at, null, 'never_granted', l.credits, null, 'period_over'
      from lines l
      join plan_periods p on p.account_id = l.account_id and p.id = l.plan_period_id and p.state = 'closed'
      where l.kind <> 'pack' and p.allowance_granted
        and not exists (select from allowances a where a.account_id = p.account_id and a.plan_period_id = p.id))
    select kind, concat_ws(':', 'invoice_line', id, slice) as subject, account_id as "accountId", -credits as credits, at,
      jsonb_strip_nulls(jsonb_build_object('line', id, 'invoice', invoice_id, 'number', number,
        'grant', grant_id, 'byHand', by_hand)) as facts
    from found where credits > 0
    order by 2, 1`.execute(tx);
  return rows;
}
