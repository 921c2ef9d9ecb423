import { sql } from "kysely";
import type { EventType } from "@/billing/domain-event";
import { inTransaction } from "@/db/transaction";
import { deliverNow } from "@/webhooks/deliver";
import { createEndpoint } from "@/webhooks/endpoints";
import { books, type Customer } from "../books";

export async function openEndpoint(url: string, eventTypes: readonly EventType[] | null = null) {
  const { endpoint, secret } = await inTransaction(books(), (tx) =>
    createEndpoint(tx, { url, eventTypes }, "test"),
  );
  return { id: endpoint.id, secret };
}

/** What its app backend is told, in order. */
export async function events(customer: Customer) {
  const { rows } = await sql<{
    type: string;
    at: Date;
    version: bigint;
    data: Record<string, unknown>;
  }>`
    select type, occurred_at as at, account_version as version, data from domain_events
    where account_id = ${customer.id} order by id`.execute(books());
  return rows;
}

/** Deliveries as they stand, oldest event first. */
export async function deliveries() {
  const { rows } = await sql<{
    type: string;
    status: string;
    attempts: number;
    tries: number;
    problem: string | null;
    waitSeconds: number | null;
  }>`
    select e.type, d.status, d.attempts, d.tries, d.last_problem as problem,
      round(extract(epoch from d.next_attempt_at - clock_timestamp()))::int4 as "waitSeconds"
    from webhook_deliveries d join domain_events e on e.account_id = d.account_id and e.id = d.event_id
    order by e.id`.execute(books());
  return rows;
}

/** As if time had passed, in days, for what lives in real time. */
export async function later(days: number): Promise<void> {
  await sql`update webhook_deliveries set next_attempt_at = next_attempt_at - ${days}::float8 * interval '1 day'
    where next_attempt_at is not null`.execute(books());
  await sql`update webhook_endpoints set paused_until = paused_until - ${days}::float8 * interval '1 day',
    failing_since = failing_since - ${days}::float8 * interval '1 day'`.execute(books());
  await sql`update webhook_secrets set expires_at = expires_at - ${days}::float8 * interval '1 day'`.execute(
    books(),
  );
}

export async function jobs(): Promise<unknown[]> {
  const { rows } = await sql<{ data: { json: unknown } }>`
    select data from pgboss.job where name = 'deliver-event' and state = 'created'
    order by data #>> '{json,eventId}'`.execute(books());
  return rows.map(({ data }) => data.json);
}

/** Does the jobs that are in the queue, as the worker would. */
export async function doJobs(): Promise<void> {
  for (const job of await jobs()) {
    await deliverNow(books(), job as Parameters<typeof deliverNow>[1]);
  }
}
