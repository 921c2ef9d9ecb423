import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { Problem } from "./post";

export const deliveryStatuses = ["waiting", "delivered", "failed"] as const;

export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** A delivery as its log shows it: what came back is told by its status alone. */
export type LoggedDelivery = {
  eventId: string;
  endpointId: string;
  type: string;
  occurredAt: Date;
  account: { id: AccountId; externalId: string; name: string };
  status: DeliveryStatus;
  attempts: number;
  nextAttemptAt: Date | null;
  lastAttemptAt: Date | null;
  lastStatus: number | null;
  lastProblem: Problem | "disabled" | null;
};

export type LogQuestion = {
  endpointId: string;
  status?: DeliveryStatus | undefined;
  /** The event the page before ended with. */
  before?: string | undefined;
  limit: number;
};

const columns = sql`d.event_id as "eventId", d.endpoint_id as "endpointId", e.type,
  e.occurred_at as "occurredAt",
  jsonb_build_object('id', a.id, 'externalId', a.external_id, 'name', a.name) as account,
  d.status, d.attempts, d.next_attempt_at as "nextAttemptAt", d.last_attempt_at as "lastAttemptAt",
  d.last_status as "lastStatus", d.last_problem as "lastProblem"`;

const parts = sql`webhook_deliveries d
  join domain_events e on e.account_id = d.account_id and e.id = d.event_id
  join accounts a on a.id = d.account_id`;

/** Newest first. Ids are in the order of time, so the last one is where the next page begins. */
export async function listDeliveries(
  db: Db,
  { endpointId, status, before, limit }: LogQuestion,
): Promise<{ deliveries: LoggedDelivery[]; next: string | null }> {
  const { rows } = await sql<LoggedDelivery>`
    select ${columns} from ${parts}
    where d.endpoint_id = ${endpointId}
      ${before === undefined ? sql`` : sql`and d.event_id < ${before}`}
      ${status === undefined ? sql`` : sql`and d.status = ${status}`}
    order by d.event_id desc limit ${limit + 1}`.execute(db);
  const deliveries = rows.slice(0, limit);
  return { deliveries, next: rows.length > limit ? (deliveries.at(-1)?.eventId ?? null) : null };
}

export type LoggedAttempt = {
  number: number;
  at: Date;
  durationMs: number;
  status: number | null;
  problem: Problem | null;
  responseStart: string | null;
};

/** One delivery with what was sent and every answer: for staff only. */
export async function findDelivery(
  db: Db,
  { endpointId, eventId }: { endpointId: string; eventId: string },
) {
  const { rows } = await sql<LoggedDelivery & { data: unknown; accountVersion: bigint }>`
    select ${columns}, e.data, e.account_version as "accountVersion" from ${parts}
    where d.endpoint_id = ${endpointId} and d.event_id = ${eventId}`.execute(db);
  const [delivery] = rows;
  if (!delivery) return undefined;
  const attempts = await sql<LoggedAttempt>`
    select number, at, duration_ms as "durationMs", status, problem, response_start as "responseStart"
    from webhook_attempts where account_id = ${delivery.account.id} and event_id = ${eventId}
      and endpoint_id = ${endpointId} order by number desc limit 100`.execute(db);
  return { delivery, attempts: attempts.rows };
}
