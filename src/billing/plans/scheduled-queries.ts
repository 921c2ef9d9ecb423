import { type Selectable, sql } from "kysely";
import type { SuperJSONResult } from "superjson";
import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { rowsAsJson } from "@/db/rows";
import type { DB } from "@/db/schema";
import type { AccountId } from "@/lib/ids";
import { fromJson, toJson } from "@/lib/json";
import type { Decision, ScheduledChange } from "../decision";

/** Writes changes that wait as they now stand: what is over first, since an account has one of each. */
export async function writeScheduledChanges(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap(({ accountId, scheduledChanges }) =>
    scheduledChanges.map((one) => rowOf(accountId, one)),
  );
  await upsert(
    tx,
    rows.filter(({ status }) => status !== "waiting"),
  );
  await upsert(
    tx,
    rows.filter(({ status }) => status === "waiting"),
  );
}

async function upsert(tx: Tx, rows: readonly ReturnType<typeof rowOf>[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into scheduled_changes
    select * from jsonb_populate_recordset(null::scheduled_changes, ${rowsAsJson(rows)}::jsonb)
    on conflict (account_id, id) do update set status = excluded.status, closed_at = excluded.closed_at,
      effective_at = excluded.effective_at`.execute(tx);
}

function rowOf(accountId: AccountId, one: ScheduledChange) {
  return {
    account_id: accountId,
    id: one.id,
    subscription_id: one.subscriptionId,
    kind: one.kind,
    waits_for: one.waitsFor,
    plan_version_id: one.planVersionId,
    terms: toJson(one.terms),
    effective_at: one.effectiveAt,
    gives_up_at: one.givesUpAt,
    quote_id: one.quoteId,
    invoice_id: one.invoiceId,
    plan_period_id: one.planPeriodId,
    status: one.status,
    created_at: one.createdAt,
    closed_at: one.closedAt,
  };
}

/** Changes that wait, of each account. */
export async function listScheduledChanges(
  tx: Tx,
  accountIds: readonly AccountId[],
): Promise<(ScheduledChange & { accountId: AccountId })[]> {
  const rows = await tx
    .selectFrom("scheduled_changes")
    .where("account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .where("status", "=", "waiting")
    .selectAll()
    .execute();
  return rows.map((row) => ({ accountId: row.account_id, ...changeOf(row) }));
}

function changeOf(row: Selectable<DB["scheduled_changes"]>): ScheduledChange {
  return {
    id: row.id,
    subscriptionId: row.subscription_id,
    kind: row.kind as ScheduledChange["kind"],
    waitsFor: row.waits_for as ScheduledChange["waitsFor"],
    planVersionId: row.plan_version_id,
    terms: fromJson<ScheduledChange["terms"]>(row.terms as SuperJSONResult),
    effectiveAt: row.effective_at,
    givesUpAt: row.gives_up_at,
    quoteId: row.quote_id,
    invoiceId: row.invoice_id,
    planPeriodId: row.plan_period_id,
    status: row.status as ScheduledChange["status"],
    createdAt: row.created_at,
    closedAt: row.closed_at,
  };
}
