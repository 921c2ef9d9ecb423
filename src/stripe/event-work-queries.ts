import { sql } from "kysely";
import { textArray } from "@/db/arrays";
import type { Db, Tx } from "@/db/client";
import { realNow } from "@/db/real-time";
import type { AccountId } from "@/lib/ids";

/** An event in hand: nobody else works it until the lease is over. */
export type TakenEvent = {
  id: string;
  type: string;
  objectId: string | null;
  body: string;
  /** Tries that count, before this one. */
  tries: number;
  /** Since it was received. */
  ageSeconds: number;
  /** Since when it was to be worked, and when it was taken for that; one that is only looked at has neither. */
  dueAt: Date | null;
  takenAt: Date | null;
};

/**
 * Takes events that are due: half of them the longest due, half the newest, so that three days of them at once hold
 * up nothing that happens now (FAULTS W10); and with each, what else is due about its object.
 */
export async function takeEvents(
  tx: Tx,
  { limit, leaseSeconds }: { limit: number; leaseSeconds: number },
): Promise<TakenEvent[]> {
  const half = Math.ceil(limit / 2);
  const { rows } = await sql<TakenEvent>`
    with eldest as (
      select event_id, next_at from stripe_event_work where next_at <= ${realNow}
      order by next_at limit ${half} for update skip locked),
    newest as (
      select event_id, next_at from stripe_event_work where next_at <= ${realNow}
      order by next_at desc limit ${half} for update skip locked),
    first as (select * from eldest union select * from newest),
    same as (
      select w.event_id, w.next_at from stripe_events e join stripe_event_work w on w.event_id = e.id
      where w.next_at <= ${realNow} and e.object_id = any(array(
        select o.object_id from stripe_events o where o.id = any(array(select event_id from first))))
      limit 500 for update of w skip locked),
    due as (select * from first union select * from same),
    taken as (
      update stripe_event_work w set attempts = w.attempts + 1,
        next_at = ${realNow} + make_interval(secs => ${leaseSeconds})
      from due where w.event_id = due.event_id returning w.event_id, w.tries, due.next_at as due_at)
    select e.id, e.type, e.object_id as "objectId", e.body, t.tries, t.due_at as "dueAt",
      ${realNow} as "takenAt",
      extract(epoch from ${realNow} - e.received_at)::int4 as "ageSeconds"
    from taken t join stripe_events e on e.id = t.event_id order by e.created_at, e.id`.execute(tx);
  return rows;
}

/** One event, due or not, for who wants to see what it does now. */
export async function findEvent(db: Db, id: string): Promise<TakenEvent | undefined> {
  const { rows } = await sql<TakenEvent>`
    select e.id, e.type, e.object_id as "objectId", e.body, w.tries, 0 as "ageSeconds",
      null as "dueAt", null as "takenAt"
    from stripe_events e join stripe_event_work w on w.event_id = e.id where e.id = ${id}`.execute(
    db,
  );
  return rows[0];
}

export type Worked = {
  result: "applied" | "nothing";
  accountId: AccountId | null;
  touched: string[];
};

/** Worked, in the transaction that did what they mean. */
export async function endEvents(
  tx: Tx,
  ids: readonly string[],
  { result, accountId, touched }: Worked,
): Promise<void> {
  await tx
    .updateTable("stripe_event_work")
    .set({
      ...{ status: "done", next_at: null, result, account_id: accountId, last_error: null },
      ...{ touched: JSON.stringify(touched), worked_at: realNow },
    })
    .where("event_id", "in", ids)
    .where("status", "not in", ["ignored", "kept"])
    .execute();
}

export type PutOff = {
  status: "stored" | "waiting" | "dead";
  tries: number;
  afterSeconds: number;
  error: string;
};

export async function putOffEvent(
  tx: Tx,
  id: string,
  { status, tries, afterSeconds, error }: PutOff,
): Promise<void> {
  const next = sql<Date>`${realNow} + make_interval(secs => ${afterSeconds})`;
  await tx
    .updateTable("stripe_event_work")
    .set({
      ...{ status, tries, last_error: error.slice(0, 500), result: null },
      next_at: status === "dead" ? null : next,
    })
    .where("event_id", "=", id)
    .where("status", "not in", ["ignored", "kept", "done"])
    .execute();
}

/** Due again at once, its tries forgotten: all that are dead, or those named. Answers how many. */
export async function reviveEvents(tx: Tx, ids: readonly string[] | "all_dead"): Promise<number> {
  const which =
    ids === "all_dead" ? sql`status = 'dead'` : sql`event_id = any(${textArray(ids)}::text[])`;
  const { numAffectedRows } = await sql`
    update stripe_event_work set status = 'stored', tries = 0, result = null, next_at = ${realNow}
    where ${which} and status in ('dead', 'done', 'waiting', 'stored')`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

export type Backlog = {
  /** Due, and not worked. */
  due: number;
  waiting: number;
  /** Of those that wait, longer than ten minutes: somebody should look (FAULTS W4). */
  lost: number;
  dead: number;
  /** Seconds since the eldest that is due was received; 0 where none is. */
  lagSeconds: number;
  lastReceivedAt: Date | null;
};

export async function readBacklog(db: Db): Promise<Backlog> {
  const { rows } = await sql<Backlog>`
    select count(*) filter (where w.status = 'stored')::int as due, count(*) filter (where w.status = 'waiting')::int as waiting,
      count(*) filter (where w.status = 'waiting' and e.received_at < ${realNow} - interval '10 minutes')::int as lost,
      (select count(*)::int from stripe_event_work where status = 'dead') as dead,
      coalesce(extract(epoch from ${realNow} - min(e.received_at) filter (where w.status = 'stored')), 0)::int as "lagSeconds",
      (select max(received_at) from stripe_events) as "lastReceivedAt"
    from stripe_event_work w join stripe_events e on e.id = w.event_id where w.next_at is not null`.execute(
    db,
  );
  const [found] = rows;
  return found ?? { due: 0, waiting: 0, lost: 0, dead: 0, lagSeconds: 0, lastReceivedAt: null };
}
