import { sql } from "kysely";
import type { Db } from "@/db/client";

export const customerStates = [
  ...(["at_risk", "overdue", "disputed", "in_debt", "top_up_paused", "no_plan"] as const),
] as const;
export type CustomerState = (typeof customerStates)[number];

export type CustomerFilters = {
  plan?: string | null | undefined;
  state?: CustomerState | null | undefined;
  segment?: string | null | undefined;
  currency?: string | null | undefined;
  /** Fewer usable credits than so many. */
  below?: bigint | null | undefined;
};

/** Which accounts (as `a`) the filters mean: of the list and of its file alike. */
export function customersMeant({ plan, state, segment, currency, below }: CustomerFilters) {
  return sql`a.house_of is null
    ${plan ? sql`and a.id in (${onPlan(plan)})` : sql``}
    ${segment ? sql`and a.segment = ${segment}` : sql``}
    ${currency ? sql`and a.currency = ${currency}` : sql``}
    ${below ? sql`and a.id not in (${havingAtLeast(below)})` : sql``}
    ${state ? sql`and ${inState[state]}` : sql``}`;
}

function onPlan(plan: string) {
  return sql`select p.account_id from plan_versions v
    join plan_periods p on p.plan_version_id = v.id and p.state = 'open' where v.plan = ${plan}`;
}

/**
 * Summed for all accounts at once, and each looked up in that: one by one is slow where hardly anybody is below. Named by `not
 * in` and with the hour asked once, since Postgres expects next to none of them and would go through all for every account.
 */
function havingAtLeast(credits: bigint) {
  return sql`select g.account_id from grants g
    join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
    where g.closed_at is null and b.balance > 0 and g.effective_at <= (select app_now())
      and (g.expires_at is null or g.expires_at > (select app_now()))
    group by g.account_id having sum(b.balance) >= ${credits}`;
}

const overdue = sql`a.id in (select i.account_id from invoices i
  where i.status = 'issued' and i.overdue_from is not null and i.overdue_from <= app_now())`;
const disputed = sql`a.id in (select d.account_id from disputes d where d.status in ('open', 'under_review'))`;
const inDebt = sql`a.id in (select l.account_id from ledger_accounts l
  join balances b on b.account_id = l.account_id and b.ledger_account_id = l.id
  where l.kind = 'debt' and b.balance <> 0)`;
const topUpPaused = sql`a.id in (select t.account_id from auto_top_ups t where t.enabled and t.paused_because is not null)`;

const inState = {
  /** Whoever has one of the flags that stand for money that may not come. */
  at_risk: sql`(${overdue} or ${disputed} or ${inDebt} or ${topUpPaused})`,
  ...{ overdue, disputed },
  in_debt: inDebt,
  top_up_paused: topUpPaused,
  no_plan: sql`not exists (select from plan_periods p where p.account_id = a.id and p.state = 'open')`,
} as const;

/** The segments and currencies accounts are of, each found by the next one after it and not by reading them all. */
export async function listCustomerChoices(
  db: Db,
): Promise<{ segments: string[]; currencies: string[] }> {
  const each = async (column: "segment" | "currency") => {
    const of = sql.ref(column);
    const { rows } = await sql<{ value: string }>`
      with recursive found as (
        (select ${of} as value from accounts where house_of is null and ${of} is not null order by ${of} limit 1)
        union all
        select (select ${of} from accounts where house_of is null and ${of} > found.value order by ${of} limit 1)
        from found where found.value is not null)
      select value from found where value is not null limit 200`.execute(db);
    return rows.map(({ value }) => value);
  };
  return { segments: await each("segment"), currencies: await each("currency") };
}
