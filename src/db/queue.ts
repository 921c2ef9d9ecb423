import { type RawBuilder, sql } from "kysely";

/** Where pg-boss keeps its tables; the migrate step makes them. */
export const queueSchema = "pgboss";

/**
 * What is to be done at once, and what each job is told: ids, never the thing itself. Nothing scheduled
 * lives in the queue; what is due, or due again, is a column of ours.
 */
export type Jobs = {
  "deliver-event": { accountId: string; eventId: string; endpointId: string };
  "write-export": { exportId: string };
};

export type QueueName = keyof Jobs;

export const queueNames: readonly QueueName[] = ["deliver-event", "write-export"];

/** A job done late is done by others: ours are kept short, and forgotten an hour after their end. */
export const queueOptions = { retryLimit: 2, expireInSeconds: 120, deleteAfterSeconds: 3_600 };

/**
 * The part of a statement that enqueues one job for each row of a query: in the caller's own transaction,
 * so that it is there if and only if what it is about was committed, and in the caller's own round trip.
 *
 * It writes pg-boss's table directly, which its documentation allows; `test/webhooks/worker.test.ts` holds it
 * against the release we pin. The payload is in the form of `lib/json.ts`.
 */
export function jobsFor<Name extends QueueName>(
  name: Name,
  payload: { [Field in keyof Jobs[Name]]: RawBuilder<unknown> },
  from: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const fields = Object.entries<RawBuilder<unknown>>(payload).flatMap(([field, value]) => [
    sql.lit(field),
    value,
  ]);
  return sql`insert into ${sql.table(`${queueSchema}.job`)}
      (name, data, policy, retry_limit, expire_seconds, deletion_seconds)
    select ${sql.lit(name)}, jsonb_build_object('json', jsonb_build_object(${sql.join(fields)})), 'standard',
      ${sql.lit(queueOptions.retryLimit)}, ${sql.lit(queueOptions.expireInSeconds)},
      ${sql.lit(queueOptions.deleteAfterSeconds)}
    from ${from}`;
}
