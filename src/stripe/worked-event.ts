import type { WorkedEvent } from "./event-handler";
import type { TakenEvent } from "./event-work-queries";

/** The ids an event's object names: the customer, the invoice, the payment it is of. */
export function workedEvent({ type, objectId, body }: TakenEvent): WorkedEvent {
  const { data } = JSON.parse(body) as { data?: Data };
  const names: Record<string, string> = {};
  // What was taken from somebody names them only as it was before. One that tells of no object names nobody: it must
  // not hold up those it is taken with.
  for (const object of [data?.previous_attributes ?? {}, data?.object ?? {}]) {
    for (const key of ["customer", "invoice", "payment_intent"]) {
      const named = object[key];
      const id = typeof named === "object" && named !== null ? (named as Named).id : named;
      if (typeof id === "string") names[key] = id;
    }
  }
  return { type, objectId, names };
}

type Named = Record<string, unknown>;
type Data = { object?: Named | null; previous_attributes?: Named | null } | null;
