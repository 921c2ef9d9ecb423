import { findInDirectory } from "@/billing/accounts/queries";
import type { Db, Tx } from "@/db/client";
import { realNow } from "@/db/real-time";
import type { AccountId } from "@/lib/ids";
import type { StripeEvent } from "./signed-event";

export type ReceivedEvent = StripeEvent & {
  body: string;
  ignoredBecause: "other_mode" | "other_account" | null;
};

/** Whether it is new: an event that is known already stays as it was told first. */
export async function insertEvent(tx: Tx, event: ReceivedEvent): Promise<boolean> {
  return (await insertEvents(tx, [event])).has(event.id);
}

/** The ids of those that are new, each once. */
export async function insertEvents(tx: Tx, events: readonly ReceivedEvent[]): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  // In one order, so that two who store the same events wait for each other one way round.
  const sorted = events.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const told = sorted.map((event) => ({
    ...{ id: event.id, type: event.type, livemode: event.livemode, body: event.body },
    ...{ api_version: event.apiVersion, created_at: event.createdAt, object_id: event.objectId },
    ...{ received_at: realNow, ignored_because: event.ignoredBecause },
    status: event.ignoredBecause ? "ignored" : "stored",
  }));
  const inserted = await tx
    .insertInto("stripe_events")
    .values(told)
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning(["id", "status"])
    .execute();
  if (inserted.length > 0) await insertWork(tx, inserted);
  return new Set(inserted.map(({ id }) => id));
}

async function insertWork(
  tx: Tx,
  events: readonly { id: string; status: string }[],
): Promise<void> {
  const rows = events.map(({ id, status }) => ({
    ...{ event_id: id, status, next_at: status === "stored" ? realNow : null },
  }));
  await tx.insertInto("stripe_event_work").values(rows).execute();
}

/** Up to which event's own time the list was read; undefined before the first reading. */
export async function readPoll(db: Db): Promise<Date | undefined> {
  const row = await db.selectFrom("stripe_poll").select("through").executeTakeFirst();
  return row?.through;
}

export async function notePoll(
  tx: Tx,
  { through, found }: { through: Date; found: number },
): Promise<void> {
  const row = { through, found, polled_at: realNow };
  await tx
    .insertInto("stripe_poll")
    .values(row)
    .onConflict((conflict) => conflict.column("one").doUpdateSet(row))
    .execute();
}

export async function findAccountOfCustomer(
  db: Db,
  customerId: string,
): Promise<AccountId | undefined> {
  return (await findInDirectory(db, "processor_customer", customerId))?.account_id;
}
