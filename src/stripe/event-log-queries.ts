import { sql } from "kysely";
import type { Db } from "@/db/client";
import { realNow } from "@/db/real-time";

export const eventStatuses = ["stored", "ignored"] as const;

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
};

export type EventsQuestion = {
  status?: EventStatus | undefined;
  /** A type, or what a whole family of them begins with: `invoice` is `invoice.paid` too. */
  type?: string | undefined;
  /** The id of an event, or of the object it is about. */
  search?: string | undefined;
  /** The event the page before ended with. */
  before?: string | undefined;
  limit: number;
};

const columns = sql`e.id, e.type, e.object_id as "objectId", e.created_at as "createdAt",
  e.received_at as "receivedAt", e.status, e.ignored_because as "ignoredBecause"`;

/** The last received first, a page at a time. */
export async function listEvents(
  db: Db,
  { status, type, search, before, limit }: EventsQuestion,
): Promise<{ events: LoggedEvent[]; next: string | null }> {
  // Two values and not a row of a subquery: only so is a page found by the index.
  const page = sql`and (e.received_at, e.id) <
    ((select received_at from stripe_events where id = ${before}), ${before})`;
  const { rows } = await sql<LoggedEvent>`
    select ${columns} from stripe_events e
    where true
      ${before === undefined ? sql`` : page}
      ${status === undefined ? sql`` : sql`and e.status = ${status}`}
      ${type === undefined ? sql`` : sql`and (e.type = ${type} or starts_with(e.type, ${type} || '.'))`}
      ${search === undefined ? sql`` : sql`and (e.id = ${search} or e.object_id = ${search})`}
    order by e.received_at desc, e.id desc limit ${limit + 1}`.execute(db);
  const events = rows.slice(0, limit);
  return { events, next: rows.length > limit ? (events.at(-1)?.id ?? null) : null };
}

export type EventInFull = LoggedEvent & {
  apiVersion: string | null;
  livemode: boolean;
  /** Byte for byte as Stripe sent it, whoever's data is in it. */
  body: string;
};

export async function findEvent(db: Db, id: string): Promise<EventInFull | undefined> {
  const { rows } = await sql<EventInFull>`
    select ${columns}, e.api_version as "apiVersion", e.livemode, e.body
    from stripe_events e where e.id = ${id}`.execute(db);
  return rows[0];
}

/** What happened to one object, in the order it happened, the latest hundred. */
export async function listEventsOfObject(db: Db, objectId: string): Promise<LoggedEvent[]> {
  const { rows } = await sql<LoggedEvent>`
    select ${columns} from stripe_events e where e.object_id = ${objectId}
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
