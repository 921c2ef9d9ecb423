import type { Tx } from "@/db/client";
import { realNow } from "@/db/real-time";
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
  return inserted !== undefined;
}
