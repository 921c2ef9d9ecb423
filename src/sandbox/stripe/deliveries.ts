import { createHmac } from "node:crypto";
import { type DeliveryTrouble, openScript, type Script } from "./script";
import type { State } from "./state";
import { secretOf, wants } from "./webhook-endpoints";
import type { Event } from "./wire";

export type SentEvent = { url: string; body: string; signature: string };

/** Sends one event; the status of the answer, or a failure. */
export type Post = (sent: SentEvent) => Promise<number>;

type Delivery = {
  id: string;
  eventId: string;
  endpointId: string;
  /** How many attempts failed. */
  failed: number;
  dueAt: number;
  forge?: "forged" | "stale" | "future";
};

export type Deliveries = {
  script: Script<DeliveryTrouble>;
  /** Puts events in line; whether one of them is to arrive before the answer of its call. */
  enqueue(events: Event[], at: number): boolean;
  /** Sends all that is due at `at`, and returns once every receiver has answered. */
  sendDue(at: number): Promise<void>;
  /** An event once more to whoever listens now, whatever came of it. */
  again(event: Event, at: number): void;
  /** Sends what waits though it is not due yet, all or one event's; answers how many were taken. */
  sendWaiting(at: number, eventId?: string): Promise<number>;
  /** What waits, failed or not due yet. */
  waiting(): number;
};

type Setting = {
  state: State;
  post: Post;
  /** Signatures carry the machine's time: receivers compare it with their own. */
  wallClock: () => number;
  /** How many are under way at once; one keeps them in order. */
  atOnce: number;
};

/** Seconds from one attempt to the next: ever longer, over three days in all, as Stripe does. */
const backOff = [60, 300, 1_800, 7_200, 18_000, 36_000, 36_000, 36_000, 36_000, 36_000];
const skew = 600;

export function openDeliveries(setting: Setting): Deliveries {
  const { state } = setting;
  const script = openScript<DeliveryTrouble>(
    ({ types }, type) => types === undefined || type.startsWith(types),
  );
  // Events held back until one more comes, which then goes first.
  let held: Delivery[] = [];
  const enqueue = (events: Event[], at: number) => {
    const plans = events.map((event) => planFor(setting, event, script.next(event.type), at));
    for (const plan of plans) {
      for (const one of plan.deliveries) keep(state, one);
      if (plan.hold) held.push(...plan.deliveries);
      else if (plan.deliveries.length > 0) held = release(state, held);
    }
    return plans.some(({ early }) => early);
  };
  let tail: Promise<number> = Promise.resolve(0);
  const sendAll = async (at: number, isWanted: (one: Delivery) => boolean) => {
    const heldIds = new Set(held.map(({ id }) => id));
    const wanted = all(state).filter((one) => isWanted(one) && !heldIds.has(one.id));
    let taken = 0;
    for (let from = 0; from < wanted.length; from += setting.atOnce) {
      const together = wanted.slice(from, from + setting.atOnce);
      const sent = await Promise.all(together.map((one) => attempt(setting, one, at)));
      taken += sent.filter((one) => one).length;
    }
    return taken;
  };
  // One round after the other, so that nothing is sent twice because two asked at once.
  const inTurn = (at: number, isWanted: (one: Delivery) => boolean) => {
    const mine = tail.then(() => sendAll(at, isWanted));
    tail = mine.catch(() => 0);
    return mine;
  };
  return {
    script,
    enqueue,
    sendDue: async (at) => void (await inTurn(at, ({ dueAt }) => dueAt <= at)),
    again: (event, at) => {
      for (const one of deliveriesOf(state, event, at)) keep(state, one);
    },
    sendWaiting: (at, wanted) =>
      inTurn(at, ({ eventId }) => wanted === undefined || eventId === wanted),
    waiting: () => all(state).length,
  };
}

/** Behind all that waits, the last one first. */
function release(state: State, held: Delivery[]): Delivery[] {
  for (const one of held.toReversed()) {
    drop(state, one);
    keep(state, one);
  }
  return [];
}

type Plan = { deliveries: Delivery[]; early: boolean; hold: boolean };

function planFor(
  { state }: Setting,
  event: Event,
  met: DeliveryTrouble | undefined,
  at: number,
): Plan {
  const copies = met?.trouble === "duplicate" ? (met.copies ?? 2) : 1;
  const dueAt = met?.trouble === "delay" ? at + (met.seconds ?? 60) : at;
  const forge = forgeryOf(met);
  const deliveries = deliveriesOf(state, event, dueAt, copies).map((one) =>
    forge ? { ...one, forge } : one,
  );
  return {
    deliveries: met?.trouble === "drop" ? [] : deliveries,
    early: met?.trouble === "before-response",
    hold: met?.trouble === "reorder",
  };
}

/** So many of an event for each endpoint that wants it. */
function deliveriesOf(state: State, event: Event, dueAt: number, copies = 1): Delivery[] {
  const listeners = state.all("webhook_endpoint").filter((one) => wants(one, event.type));
  if (listeners.length > 0) state.put({ ...event, pending_webhooks: listeners.length });
  return listeners.flatMap(({ id: endpointId }) =>
    Array.from({ length: copies }, () => ({
      id: state.newId("del"),
      eventId: event.id,
      endpointId,
      failed: 0,
      dueAt,
    })),
  );
}

function forgeryOf(met: DeliveryTrouble | undefined): Delivery["forge"] {
  const trouble = met?.trouble;
  return trouble === "forged" || trouble === "stale" || trouble === "future" ? trouble : undefined;
}

/** Sends one once; whether it was taken. */
async function attempt(setting: Setting, delivery: Delivery, at: number): Promise<boolean> {
  const { state } = setting;
  const event = state.find("event", delivery.eventId);
  const endpoint = state.find("webhook_endpoint", delivery.endpointId);
  if (!event || !endpoint) {
    drop(state, delivery);
    return false;
  }
  const body = JSON.stringify(event, null, 2);
  const signature = signatureOf(setting, delivery, body);
  const status = await setting.post({ url: endpoint.url, body, signature }).catch(() => 0);
  if (status >= 200 && status < 300) {
    drop(state, delivery);
    const now = state.get("event", event.id);
    state.put({ ...now, pending_webhooks: Math.max(0, now.pending_webhooks - 1) });
    return true;
  }
  const wait = backOff[delivery.failed];
  // Given up after the last attempt: from then on only the list of events tells of it.
  if (wait === undefined) drop(state, delivery);
  else keep(state, { ...delivery, failed: delivery.failed + 1, dueAt: at + wait });
  return false;
}

function signatureOf({ state, wallClock }: Setting, delivery: Delivery, body: string): string {
  const shift = delivery.forge === "stale" ? -skew : delivery.forge === "future" ? skew : 0;
  const secret = secretOf(state, delivery.endpointId);
  const key = delivery.forge === "forged" ? `not ${secret}` : secret;
  return sign(body, key, wallClock() + shift);
}

/** The `Stripe-Signature` of a body: HMAC-SHA256 over its time and itself. */
function sign(body: string, secret: string, at: number): string {
  const hex = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
  return `t=${at},v1=${hex}`;
}

/** Sends an event over HTTP as Stripe does; no answer within ten seconds is a failure. */
export const postEvent: Post = async ({ url, body, signature }) => {
  const answer = await fetch(url, {
    method: "POST",
    body,
    headers: { "content-type": "application/json; charset=utf-8", "stripe-signature": signature },
    redirect: "manual",
    signal: AbortSignal.timeout(10_000),
  });
  await answer.arrayBuffer();
  return answer.status;
};

function all(state: State): Delivery[] {
  return state.notes("delivery").map(({ value }) => value as Delivery);
}

function keep(state: State, delivery: Delivery): void {
  state.setNote(`delivery ${delivery.id}`, delivery);
}

function drop(state: State, delivery: Delivery): void {
  state.setNote(`delivery ${delivery.id}`, null);
}
