import type Stripe from "stripe";
import type { State } from "./state";
import { apiVersion, type Event, type StripeObject } from "./wire";

/** One request being worked on. Time is an argument here too: everything it does happens at `at`. */
export type Call = {
  state: State;
  /** Seconds since 1970, of the sandbox's clock. */
  at: number;
  /** Where the simulator's own pages are. */
  baseUrl: string;
  request: { id: string | null; idempotency_key: string | null };
  /** What happened on the way, in order; the server delivers it. */
  events: Event[];
};

type Happened = {
  type: Stripe.Event.Type;
  object: StripeObject;
  /** What an update changed, as it was before. */
  previous?: Record<string, unknown>;
};

/** Tells of something that happened: kept in the list of events, and sent to whoever listens. */
export function emit(call: Call, { type, object, previous }: Happened): void {
  const event: Event = {
    id: call.state.newId("evt"),
    object: "event",
    api_version: apiVersion,
    created: call.at,
    data: { object, ...(previous && { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: 0,
    request: call.request,
    type,
  };
  call.events.push(call.state.put(event));
}

/** What differs in `next`, as it was: the `previous_attributes` of an update. */
export function changesOf(old: StripeObject, next: StripeObject): Record<string, unknown> {
  const was = Object.entries(old).filter(
    ([key, value]) =>
      JSON.stringify(value) !== JSON.stringify((next as Record<string, unknown>)[key]),
  );
  return Object.fromEntries(was);
}
