import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { rowsAsJson } from "@/db/rows";
import { type DifferenceId, newId, type ReconciliationRunId } from "@/lib/ids";
import type { Difference } from "./difference";

/** Up to when everything was compared: the `until` of the last run that came to its end; null where none did. */
export async function findReconciledThrough(db: Db, source: string): Promise<Date | null> {
  const row = await db
    .selectFrom("reconciliation_runs")
    .where("source", "=", source)
    .where("ended_at", "is not", null)
    .select(({ fn }) => fn.max("until").as("until"))
    .executeTakeFirst();
  return row?.until ?? null;
}

/**
 * Writes what a run found. What was found before stays the row it is; one that a person resolved stays so while its
 * figures are the same; what is not found any more is gone, and says so.
 */
export async function writeDifferences(
  tx: Tx,
  {
    source,
    runId,
    found,
  }: { source: string; runId: ReconciliationRunId; found: readonly Difference[] },
): Promise<void> {
  const rows = found.map((one) => ({
    ...{ id: newId<DifferenceId>(), subject: one.subject, class: one.class, cause: one.cause },
    ...{ fix: one.fix, account_id: one.accountId, facts: one.facts, credits: one.credits },
    ...{ balance_transaction_id: one.balanceTransactionId, occurred_at: one.occurredAt },
    ...{ currency: one.money?.currency ?? null, amount_minor: one.money?.minor ?? null },
  }));
  await sql`
    insert into reconciliation_differences as d (id, source, subject, class, cause, fix, account_id, facts, credits,
      balance_transaction_id, occurred_at, currency, amount_minor, found_at, first_run_id, last_run_id, status)
    select n.id, ${source}, n.subject, n.class, n.cause, n.fix, n.account_id, n.facts, n.credits, n.balance_transaction_id,
      n.occurred_at, n.currency, n.amount_minor, app_now(), ${runId}, ${runId}, 'open'
    from jsonb_populate_recordset(null::reconciliation_differences, ${rowsAsJson(rows)}::jsonb) n
    on conflict (source, subject) do update set class = excluded.class, cause = excluded.cause, fix = excluded.fix,
      account_id = coalesce(excluded.account_id, d.account_id), facts = excluded.facts, credits = excluded.credits,
      balance_transaction_id = excluded.balance_transaction_id, currency = excluded.currency,
      amount_minor = excluded.amount_minor, last_run_id = excluded.last_run_id,
      told_at = case when d.status <> 'gone' and ${sameFigures} then d.told_at end,
      status = ${staysResolved("d.status")}, closed_at = ${staysResolved("d.closed_at")},
      closed_by = ${staysResolved("d.closed_by")}, closed_because = ${staysResolved("d.closed_because")}`.execute(
    tx,
  );
  await sql`
    update reconciliation_differences set status = 'gone', closed_at = app_now(), closed_by = 'system:reconciliation',
      closed_because = 'Both sides say the same now.'
    where source = ${source} and status = 'open' and last_run_id <> ${runId}`.execute(tx);
}

/** What stands of a row that is found again: as it was resolved, where its figures are the same; else it is open. */
function staysResolved(column: string) {
  const open = column === "d.status" ? sql`'open'` : sql`null`;
  return sql`case when d.status = 'resolved' and ${sameFigures}
    then ${sql.ref(column)} else ${open} end`;
}

const sameFigures = sql`(d.amount_minor, d.credits, d.currency)
  is not distinct from (excluded.amount_minor, excluded.credits, excluded.currency)`;
