import { findInDirectory } from "@/billing/accounts/queries";
import type { Db, Tx } from "@/db/client";
import { realNow } from "@/db/real-time";
import type { AccountId } from "@/lib/ids";
import { isKept } from "./kept-events";
import type { StripeEvent } from "./signed-event";

export type ReceivedEvent = StripeEvent & {
  body: string;
  ignoredBecause: "other_mode" | "other_account" | null;
};

/** Whether it is new: an event that is known already stays as it was told first. */
export async function insertEvent(
  tx: Tx,
  { id, type, apiVersion, livemode, createdAt, objectId, body, ignoredBecause }: ReceivedEvent,
): Promise<boolean> {
  const inserted = await tx
    .insertInto("stripe_events")
    .values({
      ...{ id, type, livemode, body },
      ...{ api_version: apiVersion, created_at: createdAt, object_id: objectId },
      ...{ received_at: realNow, ignored_because: ignoredBecause },
      status: ignoredBecause ? "ignored" : "stored",
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted) await insertWork(tx, { id, type, isIgnored: ignoredBecause !== null });
  return inserted !== undefined;
}

async function insertWork(
  tx: Tx,
  { id, type, isIgnored }: { id: string; type: string; isIgnored: boolean },
): Promise<void> {
  const status = isIgnored ? "ignored" : isKept(type) ? "kept" : "stored";
  await tx
    .insertInto("stripe_event_work")
    .values({ event_id: id, status, next_at: status === "stored" ? realNow : null })
    .execute();
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
