import type { Db } from "@/db/client";
import type { ReceivedEvent } from "./event-queries";
import { type Delivery, type StripeEvent, signedEvent } from "./signed-event";
import { storeEvent } from "./store-events";

/** What the deployment is set up with. */
export type Inbox = {
  /** One, or two while the endpoint's secret is being rotated. */
  secrets: readonly string[];
  /** Whether our key is for real money: events of the other kind are none of our business. */
  livemode: boolean;
};

export type Received = "stored" | "duplicate" | "ignored" | "refused";

/**
 * Stores what Stripe delivers, once per event for ever, and does nothing else: whoever works the event asks
 * Stripe for the object as it is then. It has committed before it answers, so that an answer of 200 never
 * loses an event (FAULTS W9).
 */
export async function receiveEvent(
  db: Db,
  delivery: Delivery,
  { secrets, livemode, at }: Inbox & { at: Date },
): Promise<Received> {
  const event = signedEvent(delivery, { secrets, at });
  if (!event) return "refused";
  const ignoredBecause = whyIgnored(event, livemode);
  const { body } = delivery;
  const isNew = await storeEvent(db, { ...event, body, ignoredBecause });
  if (!isNew) return "duplicate";
  return ignoredBecause ? "ignored" : "stored";
}

/** Events of connected accounts, or of the other mode, are none of our business. */
export function whyIgnored(
  event: Pick<StripeEvent, "account" | "livemode">,
  livemode: boolean,
): ReceivedEvent["ignoredBecause"] {
  if (event.account !== null) return "other_account";
  return event.livemode === livemode ? null : "other_mode";
}
