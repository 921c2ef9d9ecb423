import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { Figures, Of } from "./rebuild-queries";

/**
 * Overage of the same billing cycle before the change that opened a period: what the old period's last slice had by then, and
 * what came before that where it was the old period's first slice too. Whether what a hold reached into was captured before
 * the change or after it is not said where that was paid later than it is of: so there is a least and a most.
 */
const before = (of: Of) => sql`
  with recursive changed as (
    select t.account_id, t.id, o.id as old_id, o.slice_starts_at = o.starts_at as is_first, u.credits - c.late as least, u.credits as most
    from plan_periods t
    join lateral (
      select o.* from plan_periods o
      where o.account_id = t.account_id and o.subscription_id = t.subscription_id and o.closed_by = 'change'
        and o.ends_at = t.starts_at and (o.starts_at, o.id) < (t.starts_at, t.id)
      order by o.starts_at desc, o.id desc limit 1) o on o.anchor_at = t.anchor_at and o.cycle_index = t.cycle_index
    cross join lateral (select coalesce(sum(u.credits), 0)::int8 as credits from overage_usage u
      where u.account_id = o.account_id and u.plan_period_id = o.id and u.slice_index = o.slice_index) u
    cross join lateral (select coalesce(sum(c.overage), 0)::int8 as late from consumptions c
      where c.account_id = o.account_id and c.plan_period_id = o.id and c.hold_id is not null and c.overage > 0
        and c.recorded_at >= o.ends_at) c
    where ${of} and t.opened_by = 'change' and t.state in ('open', 'closed')),
  made as (
    select account_id, id, least, most from changed c
    where not exists (select from changed o where o.account_id = c.account_id and o.id = c.old_id)
    union all
    select c.account_id, c.id, c.least + case when c.is_first then m.least else 0 end,
      c.most + case when c.is_first then m.most else 0 end
    from made m join changed c on c.account_id = m.account_id and c.old_id = m.id)
  select account_id, id, least, most from made`;

const compared = (of: Of) => sql`
  select t.account_id, t.id, t.cycle_overage as kept, coalesce(m.least, 0) as least, coalesce(m.most, 0) as most
  from plan_periods t left join (${before(of)}) m on m.account_id = t.account_id and m.id = t.id
  where ${of} and t.state in ('open', 'closed')
    and t.cycle_overage not between coalesce(m.least, 0) and coalesce(m.most, 0)`;

/** What of a cycle's cap earlier plans took, beside what was used of them. */
export const cycleFigures: Figures[] = [
  {
    table: "plan_periods",
    differences: (of) => sql`
      select account_id, 'overage of the cycle before period ' || id as key, kept::text as kept,
        least || case when most > least then ' to ' || most else '' end as made
      from (${compared(of)}) c`,
  },
];

/** Writes what the cycle's overage before an account's periods comes to, where there is one answer. */
export async function correctCycles(tx: Tx, accountId: AccountId): Promise<void> {
  const of = sql`t.account_id = ${accountId}`;
  await sql`
    update plan_periods t set cycle_overage = m.least from (${compared(of)}) m
    where t.account_id = m.account_id and t.id = m.id and m.least = m.most`.execute(tx);
}
