import { sql } from "kysely";
import type { Tx } from "@/db/client";
import { jobsFor } from "@/db/queue";
import { realNow } from "@/db/real-time";
import { rowsAsJson } from "@/db/rows";
import type { AccountId } from "@/lib/ids";
import type { DomainEvent } from "./domain-event";

export type NewEvent = DomainEvent & {
  accountId: AccountId;
  id: string;
  recordedAt: Date;
  accountVersion: bigint;
};

/** Should the job of a delivery get lost, the worker finds the delivery itself, this much later. */
const safetySeconds = 15;

/**
 * Writes events, their deliveries to every endpoint that wants them, and a job for each, in one statement
 * of the commit that made them happen: all of it is there, or none.
 *
 * What rows say of a period or an invoice is read from them here, once, so that an event never changes.
 */
export async function insertEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const ids = {
    accountId: sql.ref("account_id"),
    eventId: sql.ref("event_id"),
    endpointId: sql.ref("endpoint_id"),
  };
  await sql`
    with told as (
      insert into domain_events (account_id, id, type, occurred_at, recorded_at, account_version, data)
      select e."accountId", e.id, e.type, e."occurredAt", e."recordedAt", e."accountVersion",
        e.data || ${factsOfRows}
      from jsonb_to_recordset(${rowsAsJson(events)}::jsonb) as e ("accountId" uuid, id uuid, type text,
        "occurredAt" timestamptz, "recordedAt" timestamptz, "accountVersion" int8, data jsonb)
      returning account_id, id, type),
    due as (
      insert into webhook_deliveries (account_id, event_id, endpoint_id, status, created_at, next_attempt_at)
      select t.account_id, t.id, w.id, 'waiting', ${realNow}, ${realNow} + make_interval(secs => ${safetySeconds})
      from told t join webhook_endpoints w
        on w.removed_at is null and w.disabled_at is null and t.type = any(coalesce(w.event_types, array[t.type]))
      returning account_id, event_id, endpoint_id)
    ${jobsFor("deliver-event", ids, sql`due`)}`.execute(tx);
}

const iso = (column: string) =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const factsOfRows = sql`case e.type
  when 'period.started' then (
    select jsonb_build_object('subscriptionId', p.subscription_id, 'plan', v.plan,
      'planVersionId', v.id, 'startsAt', ${iso("p.starts_at")}, 'endsAt', ${iso("p.ends_at")})
    from plan_periods p join plan_versions v on v.id = p.plan_version_id
    where p.account_id = e."accountId" and p.id = (e.data ->> 'planPeriodId')::uuid)
  when 'plan.changed' then jsonb_build_object(
    'from', ${withPlan("from")}, 'to', ${withPlan("to")})
  when 'invoice.issued' then ${factsOfInvoice()}
  when 'invoice.paid' then ${factsOfInvoice()}
  when 'invoice.payment_failed' then ${factsOfInvoice()}
  else '{}'::jsonb end`;

/** One side of a change, with the name its plan has in the catalogue. */
function withPlan(side: "from" | "to") {
  return sql`nullif(e.data -> ${sql.lit(side)}, 'null') || (
    select jsonb_build_object('plan', v.plan) from plan_versions v
    where v.id = (e.data #>> array[${sql.lit(side)}, 'planVersionId'])::uuid)`;
}

function factsOfInvoice() {
  return sql`(
    select jsonb_build_object('document', i.document, 'number', i.number, 'status', i.status, 'currency', i.currency,
      'totalMinor', i.total_minor::text, 'paidMinor', i.paid_minor::text,
      'issuedAt', ${iso("i.issued_at")}, 'dueAt', ${iso("i.due_at")})
    from invoices i where i.account_id = e."accountId" and i.id = (e.data ->> 'invoiceId')::uuid)`;
}
