import { sql } from "kysely";
import type { Db } from "@/db/client";
import { realNow } from "@/db/real-time";
import type { AccountId } from "@/lib/ids";

export const eventStatuses = ["stored", "waiting", "kept", "done", "dead", "ignored"] as const;

export type EventStatus = (typeof eventStatuses)[number];

export type IgnoredBecause = "other_mode" | "other_account";

/** An event as the log lists it, without its body. */
export type LoggedEvent = {
  id: string;
  type: string;
  objectId: string | null;
  /** When it happened, as Stripe says: whole seconds. */
  createdAt: Date;
  /** Real time, as everything about deliveries. */
  receivedAt: Date;
  status: EventStatus;
  ignoredBecause: IgnoredBecause | null;
  /** How often it was begun to be worked. */
  attempts: number;
  result: "applied" | "nothing" | null;
  /** Whose it turned out to be. */
  account: { id: AccountId; externalId: string; name: string } | null;
};

export type EventsQuestion = {
  status?: EventStatus | undefined;
  /** A type, or what a whole family of them begins with: `invoice` is `invoice.paid` too. */
  type?: string | undefined;
  /** The id of an event, or of the object it is about. */
  search?: string | undefined;
  /** The app's own id of an account. */
  account?: string | undefined;
  /** The event the page before ended with. */
  before?: string | undefined;
  limit: number;
};

const columns = sql`e.id, e.type, e.object_id as "objectId", e.created_at as "createdAt",
  e.received_at as "receivedAt", w.status, e.ignored_because as "ignoredBecause", w.attempts, w.result,
  case when a.id is not null then
    jsonb_build_object('id', a.id, 'externalId', a.external_id, 'name', a.name) end as account`;

const parts = sql`stripe_events e join stripe_event_work w on w.event_id = e.id
  left join accounts a on a.id = w.account_id`;

/** The last received first, a page at a time. */
export async function listEvents(
  db: Db,
  { status, type, search, account, before, limit }: EventsQuestion,
): Promise<{ events: LoggedEvent[]; next: string | null }> {
  // Two values and not a row of a subquery: only so is a page found by the index.
  const page = sql`and (e.received_at, e.id) <
    ((select received_at from stripe_events where id = ${before}), ${before})`;
  const { rows } = await sql<LoggedEvent>`
    select ${columns} from ${parts}
    where true
      ${before === undefined ? sql`` : page}
      ${status === undefined ? sql`` : sql`and w.status = ${status}`}
      ${type === undefined ? sql`` : sql`and (e.type = ${type} or starts_with(e.type, ${type} || '.'))`}
      ${search === undefined ? sql`` : sql`and (e.id = ${search} or e.object_id = ${search})`}
      ${account === undefined ? sql`` : sql`and w.account_id = (select id from accounts where external_id = ${account})`}
    order by e.received_at desc, e.id desc limit ${limit + 1}`.execute(db);
  const events = rows.slice(0, limit);
  return { events, next: rows.length > limit ? (events.at(-1)?.id ?? null) : null };
}

export type EventInFull = LoggedEvent & {
  apiVersion: string | null;
  livemode: boolean;
  /** Byte for byte as Stripe sent it, whoever's data is in it. */
  body: string;
  lastError: string | null;
  nextAt: Date | null;
  workedAt: Date | null;
  /** The rows it moved, as people read them. */
  touched: string[];
};

export async function findEvent(db: Db, id: string): Promise<EventInFull | undefined> {
  const { rows } = await sql<EventInFull>`
    select ${columns}, e.api_version as "apiVersion", e.livemode, e.body,
      w.last_error as "lastError", w.next_at as "nextAt", w.worked_at as "workedAt", w.touched
    from ${parts} where e.id = ${id}`.execute(db);
  return rows[0];
}

/** What happened to one object, in the order it happened, the latest hundred. */
export async function listEventsOfObject(db: Db, objectId: string): Promise<LoggedEvent[]> {
  const { rows } = await sql<LoggedEvent>`
    select ${columns} from ${parts} where e.object_id = ${objectId}
    order by e.created_at desc, e.id desc limit 100`.execute(db);
  return rows.reverse();
}

export type InboxHealth = {
  /** The last event that is for us. */
  last: { id: string; type: string; createdAt: Date; receivedAt: Date } | null;
  /** In the last 24 hours of real time. */
  received: number;
  ignored: Record<IgnoredBecause, number>;
  asOf: Date;
};

export async function getInboxHealth(db: Db): Promise<InboxHealth> {
  const { rows } = await sql<InboxHealth>`
    select ${realNow} as "asOf", count(*)::int as received,
      jsonb_build_object(
        'other_mode', count(*) filter (where ignored_because = 'other_mode'),
        'other_account', count(*) filter (where ignored_because = 'other_account')) as ignored
    from stripe_events where received_at > ${realNow} - interval '24 hours'`.execute(db);
  const last = await sql<NonNullable<InboxHealth["last"]>>`
    select id, type, created_at as "createdAt", received_at as "receivedAt" from stripe_events
    where status <> 'ignored' order by received_at desc, id desc limit 1`.execute(db);
  const [counted] = rows;
  if (!counted) throw new Error("A count is always one row.");
  return { ...counted, last: last.rows[0] ?? null };
}
