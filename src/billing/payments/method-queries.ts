import { sql } from "kysely";
import type { Db } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId, GatewayCallId } from "@/lib/ids";

/** What an account pays with, as the processor said last. */
export type StoredMethod = {
  id: string;
  kind: string;
  brand: string | null;
  last4: string | null;
  expMonth: number | null;
  expYear: number | null;
  isDefault: boolean;
};

/** What is on file, the default first and then the newest. */
export async function listMethods(db: Db, accountId: AccountId): Promise<StoredMethod[]> {
  const { rows } = await sql<StoredMethod>`
    select method_id as id, kind, brand, last4, exp_month as "expMonth", exp_year as "expYear",
      is_default as "isDefault"
    from payment_methods where account_id = ${accountId} and removed_at is null
    order by is_default desc, added_at desc, method_id desc`.execute(db);
  return rows;
}

/** Whether something can still be paid with. */
export async function isOnFile(db: Db, accountId: AccountId, methodId: string): Promise<boolean> {
  return (await listMethods(db, accountId)).some(({ id }) => id === methodId);
}

/** What is being taken off file, and may be gone there already. */
export async function listLeaving(db: Db, accountId: AccountId): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select request -> 'json' ->> 'methodId' as id from gateway_calls
    where account_id = ${accountId} and kind = 'remove_method' and ended_at is null`.execute(db);
  return rows.map(({ id }) => id);
}

/** What the page of payment methods is told beside them. */
export type MethodFacts = {
  now: Date;
  currency: string;
  /** When the list was last what the processor said, in real time. */
  confirmedAt: Date | null;
  /** The plan that goes on and costs something; null where none does. */
  paidPlan: string | null;
};

export async function getMethodFacts(db: Db, accountId: AccountId): Promise<MethodFacts> {
  const { rows } = await sql<MethodFacts>`
    select app_now() as now, a.currency, c.methods_at as "confirmedAt",
      (select n.name from plan_periods p
        join plan_versions v on v.id = p.plan_version_id
        join plans n on n.code = v.plan
        where p.account_id = a.id and p.state = 'open' and v.price_minor > 0
          and not exists (select from scheduled_changes s
            left join plan_versions w on w.id = s.plan_version_id
            where s.account_id = a.id and s.status = 'waiting' and s.waits_for = 'period_end'
              and coalesce(w.price_minor, 0) = 0)
        limit 1) as "paidPlan"
    from accounts a left join processor_customers c on c.account_id = a.id
    where a.id = ${accountId}`.execute(db);
  const [row] = rows;
  assert(row, "the account stands");
  return row;
}

/** Whether somebody chose a default after a page of the processor's was opened. */
export async function isDefaultChosenSince(
  db: Db,
  accountId: AccountId,
  setupId: GatewayCallId,
): Promise<boolean> {
  const { rows } = await sql<{ chosen: boolean }>`
    select exists (select from gateway_calls later
      join gateway_calls setup on setup.account_id = later.account_id and setup.id = ${setupId}
      where later.account_id = ${accountId} and later.kind = 'set_default_method'
        and later.created_at > setup.created_at) as chosen`.execute(db);
  return rows[0]?.chosen ?? false;
}
