import { sql } from "kysely";
import type { Tx } from "@/db/client";
import { jobsFor } from "@/db/queue";
import { realNow } from "@/db/real-time";
import type { StoredEvent } from "./payload";
import type { Outcome } from "./post";
import { failuresToPause, pauseSeconds } from "./schedule";

export type DeliveryKey = { accountId: string; eventId: string; endpointId: string };

export type TakenDelivery = StoredEvent & {
  endpointId: string;
  url: string;
  secrets: Buffer[];
  /** The number of this attempt, and how many there were since it was last sent anew. */
  attempt: number;
  tries: number;
  at: Date;
};

const seconds = (count: number) => sql`make_interval(secs => ${count})`;

/**
 * Takes a delivery for as long as the lease: no other worker makes the same attempt meanwhile, and one
 * whose worker dies is taken again afterwards. Without a key, the one that is due longest; with one, only
 * if it was never tried since it was sent, because a job is for the first try.
 */
export async function takeDelivery(
  tx: Tx,
  { key, leaseSeconds }: { key?: DeliveryKey; leaseSeconds: number },
): Promise<TakenDelivery | undefined> {
  const which = key
    ? sql`d.account_id = ${key.accountId} and d.event_id = ${key.eventId}
        and d.endpoint_id = ${key.endpointId} and d.tries = 0 and d.next_attempt_at is not null`
    : sql`d.next_attempt_at <= ${realNow}`;
  const { rows } = await sql<TakenDelivery>`
    with taken as (
      update webhook_deliveries d set attempts = d.attempts + 1, tries = d.tries + 1,
        last_attempt_at = ${realNow}, next_attempt_at = ${realNow} + ${seconds(leaseSeconds)}
      from (select d.account_id, d.event_id, d.endpoint_id
        from webhook_deliveries d join webhook_endpoints w on w.id = d.endpoint_id
        where ${which} and w.removed_at is null and w.disabled_at is null
          and (w.paused_until is null or w.paused_until <= ${realNow})
        order by d.next_attempt_at limit 1 for update of d skip locked) next
      where d.account_id = next.account_id and d.event_id = next.event_id and d.endpoint_id = next.endpoint_id
      returning d.*)
    select t.account_id as "accountId", t.event_id as "eventId", t.endpoint_id as "endpointId", w.url,
      t.attempts as attempt, t.tries, t.last_attempt_at as at, e.type, e.occurred_at as "occurredAt",
      e.account_version as "accountVersion", e.data, a.external_id as "externalId",
      array(select s.secret from webhook_secrets s where s.endpoint_id = w.id
        and (s.expires_at is null or s.expires_at > ${realNow}) order by s.created_at desc) as secrets
    from taken t
    join webhook_endpoints w on w.id = t.endpoint_id
    join domain_events e on e.account_id = t.account_id and e.id = t.event_id
    join accounts a on a.id = t.account_id`.execute(tx);
  return rows[0];
}

export async function insertAttempt(
  tx: Tx,
  { accountId, eventId, endpointId, attempt, at }: TakenDelivery,
  { status, problem, responseStart, durationMs }: Outcome,
): Promise<void> {
  await tx
    .insertInto("webhook_attempts")
    .values({
      ...{ account_id: accountId, event_id: eventId, endpoint_id: endpointId, number: attempt, at },
      ...{ duration_ms: durationMs, status, problem, response_start: responseStart },
    })
    .execute();
}

/**
 * Ends an attempt: what was taken again since, because its time ran out, is another worker's to end. What
 * was given up meanwhile stays so, but for what arrived all the same.
 */
export async function endDelivery(
  tx: Tx,
  { accountId, eventId, endpointId, attempt }: TakenDelivery,
  end: {
    status: "waiting" | "delivered" | "failed";
    afterSeconds: number | null;
    outcome: Pick<Outcome, "status" | "problem">;
  },
): Promise<void> {
  const next =
    end.afterSeconds === null ? null : sql<Date>`${realNow} + ${seconds(end.afterSeconds)}`;
  await tx
    .updateTable("webhook_deliveries")
    .set({
      ...{ status: end.status, next_attempt_at: next },
      ...{ last_status: end.outcome.status, last_problem: end.outcome.problem },
    })
    .where("account_id", "=", accountId as never)
    .where("event_id", "=", eventId)
    .where("endpoint_id", "=", endpointId)
    .where("attempts", "=", attempt)
    .where("status", "in", end.status === "delivered" ? ["waiting", "failed"] : ["waiting"])
    .execute();
}

/** Something arrived: whatever failed before is forgotten. */
export async function noteArrival(tx: Tx, endpointId: string): Promise<void> {
  await tx
    .updateTable("webhook_endpoints")
    .set({ failures: 0, failing_since: null, paused_until: null })
    .where("id", "=", endpointId)
    .where("failures", ">", 0)
    .execute();
}

/** One more failure in a row; answers for how long it has been so. */
export async function noteFailure(tx: Tx, endpointId: string): Promise<number> {
  const { rows } = await sql<{ failingSeconds: number }>`
    update webhook_endpoints set failures = failures + 1,
      failing_since = coalesce(failing_since, ${realNow}),
      paused_until = case when failures + 1 >= ${failuresToPause}
        then ${realNow} + ${seconds(pauseSeconds)} end
    where id = ${endpointId}
    returning extract(epoch from ${realNow} - failing_since)::float8 as "failingSeconds"`.execute(
    tx,
  );
  return rows[0]?.failingSeconds ?? 0;
}

/** Sends again, at once: each by a job, as when it was first sent. */
export async function resendDeliveries(
  tx: Tx,
  { endpointId, eventIds }: { endpointId: string; eventIds: readonly string[] },
): Promise<number> {
  const ids = {
    accountId: sql.ref("account_id"),
    eventId: sql.ref("event_id"),
    endpointId: sql.ref("endpoint_id"),
  };
  const { rows } = await sql<{ count: number }>`
    with again as (
      update webhook_deliveries set status = 'waiting', tries = 0,
        next_attempt_at = ${realNow} + interval '15 seconds'
      where endpoint_id = ${endpointId} and event_id = any(${sql.val(eventIds)}::uuid[])
      returning account_id, event_id, endpoint_id),
    queued as (${jobsFor("deliver-event", ids, sql`again`)} returning 1)
    select count(*)::int4 as count from queued`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** How many events one replay takes, oldest first; whoever wants more asks again from where it ended. */
const mostReplayed = 10_000;

/**
 * Sends what an endpoint never got: events of its types since an instant that it was not told of, or that
 * failed. The worker finds them by what is due, so that a year of them does not crowd out what happens now.
 */
export async function replayEvents(
  tx: Tx,
  { endpointId, since }: { endpointId: string; since: Date },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with missed as (
      select e.account_id, e.id from domain_events e
      join webhook_endpoints w on w.id = ${endpointId}
      left join webhook_deliveries d on d.account_id = e.account_id and d.event_id = e.id
        and d.endpoint_id = w.id
      where e.recorded_at >= ${since.toISOString()}::timestamptz
        and e.type = any(coalesce(w.event_types, array[e.type]))
        and (d.status is null or d.status = 'failed')
      order by e.recorded_at, e.id limit ${mostReplayed}),
    again as (
      insert into webhook_deliveries (account_id, event_id, endpoint_id, status, created_at, next_attempt_at)
      select account_id, id, ${endpointId}, 'waiting', ${realNow}, ${realNow} from missed
      on conflict (account_id, event_id, endpoint_id) do update
        set status = 'waiting', tries = 0, next_attempt_at = excluded.next_attempt_at
      returning 1)
    select count(*)::int4 as count from again`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** What is still on its way to an endpoint that was switched off or removed ends here; it can be replayed. */
export async function giveUpDeliveries(tx: Tx, endpointId: string): Promise<void> {
  await tx
    .updateTable("webhook_deliveries")
    .set({ status: "failed", next_attempt_at: null, last_problem: "disabled" })
    .where("endpoint_id", "=", endpointId)
    .where("status", "=", "waiting")
    .execute();
}
