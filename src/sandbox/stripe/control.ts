import { z } from "zod";
import { assertAllowed } from "./access";
import type { Request, Work } from "./api";
import type { Call } from "./call";
import { declineReasons, declines } from "./cards";
import { declineNext } from "./declined-next";
import { decideDispute, openDispute } from "./disputes";
import { refundsTake } from "./refunds";
import { Refusal, refused } from "./refusal";
import type { CallTrouble, DeliveryTrouble } from "./script";

const callTrouble = z.strictObject({
  trouble: z.enum([
    "409",
    "429",
    "500-after",
    "500-before",
    "garbage",
    "reset-after",
    "reset-before",
    "slow",
    "timeout-after",
    "timeout-before",
  ]),
  calls: z.string().optional(),
  times: z.int().min(1).optional(),
  ms: z.int().min(1).max(60_000).optional(),
}) satisfies z.ZodType<CallTrouble>;

const deliveryTrouble = z.strictObject({
  trouble: z.enum([
    "before-response",
    "delay",
    "drop",
    "duplicate",
    "forged",
    "future",
    "reorder",
    "stale",
  ]),
  types: z.string().optional(),
  times: z.int().min(1).optional(),
  copies: z.int().min(1).max(100).optional(),
  seconds: z.int().min(1).optional(),
}) satisfies z.ZodType<DeliveryTrouble>;

const asked = z.strictObject({
  calls: z.array(callTrouble).default([]),
  deliveries: z.array(deliveryTrouble).default([]),
  /** Forget first what was scripted before. */
  clear: z.boolean().default(false),
});

/** Whose next payment is refused, and with what; the next one of all when nobody is named. */
const failing = z.strictObject({
  /** A customer, or an id of ours their metadata has. */
  whose: z.string().min(1).optional(),
  reason: z.enum(declineReasons),
});

/** The bank of a customer takes so long to hand on what is refunded to their card, where it is one that takes time. */
const slowing = z.strictObject({ customer: z.string().min(1), seconds: z.int().min(1) });

/** One event once more to whoever listens; all that waits when none is named. */
const delivering = z.strictObject({ event: z.string().min(1).optional() });

/** A payer's bank disputes a charge; it asks only, where it is an inquiry. */
const disputing = z.strictObject({
  charge: z.string().min(1),
  reason: z.string().min(1).default("fraudulent"),
  inquiry: z.boolean().default(false),
  /** Of the charge, in minor units; all that is left of it unless said. */
  amount: z.int().min(1).optional(),
});

/** The bank decides, whatever was answered. */
const deciding = z.strictObject({ dispute: z.string().min(1), outcome: z.enum(["won", "lost"]) });

/**
 * What this machine asks of the simulator itself, as JSON under `/_simulator/`; Stripe has no such thing. With a
 * key, like any call: a page in a browser of this machine has none.
 */
export async function controlled(request: Request, work: Work) {
  const headers = { "content-type": "application/json" };
  const { pathname } = request.url;
  if (pathname === "/_simulator/health") return { ...json(200, { ok: true }), headers };
  try {
    assertAllowed(request.headers);
  } catch (error) {
    if (error instanceof Refusal) return { ...refused(error), headers };
    throw error;
  }
  try {
    const done = await controls[pathname.slice("/_simulator/".length)]?.(request.body, work);
    await work.save();
    return { ...(done ?? json(404, { error: "There is no such control." })), headers };
  } catch (error) {
    if (error instanceof Refusal) return { ...refused(error), headers };
    throw error;
  }
}

type Control = (body: string, work: Work) => Promise<{ status: number; body: string }>;

const controls: Record<string, Control> = {
  trouble: async (body, { api, deliveries }) =>
    asAsked(asked, body, ({ calls, deliveries: sending, clear }) => {
      if (clear) for (const script of [api.script, deliveries.script]) script.clear();
      for (const one of calls) api.script.add(one);
      for (const one of sending) deliveries.script.add(one);
      return { scripted: calls.length + sending.length };
    }),
  "fail-next-payment": async (body, { state }) =>
    asAsked(failing, body, ({ whose, reason }) => {
      declineNext(state, whose, declines[reason]);
      return { failing: reason };
    }),
  "slow-refunds": async (body, { state }) =>
    asAsked(slowing, body, ({ customer, seconds }) => {
      state.setNote(refundsTake(customer), seconds);
      return { seconds };
    }),
  deliver: async (body, { state, deliveries, now }) => {
    const at = await now();
    return await asAsked(delivering, body, async ({ event: id }) => {
      const event = id === undefined ? undefined : state.find("event", id);
      if (id !== undefined && !event) return { delivered: 0, waiting: deliveries.waiting() };
      if (event) deliveries.again(event, at);
      const delivered = await deliveries.sendWaiting(at, event?.id);
      return { delivered, waiting: deliveries.waiting() };
    });
  },
  "open-dispute": async (body, work) =>
    asAsked(disputing, body, ({ charge, ...wanted }) =>
      happening(work, (call) => openDispute(call, charge, wanted)),
    ),
  "close-dispute": async (body, work) =>
    asAsked(deciding, body, ({ dispute, outcome }) =>
      happening(work, (call) => decideDispute(call, dispute, outcome)),
    ),
  reset: async (body, { api, state, deliveries, begin }) =>
    asAsked(z.strictObject({}), body, async () => {
      for (const script of [api.script, deliveries.script]) script.clear();
      state.empty();
      await begin();
      return {};
    }),
};

/** Something happens without a call of ours; its events go out as any. */
async function happening<T>(work: Work, happen: (call: Call) => T): Promise<T> {
  const { state, deliveries, api } = work;
  const request = { id: null, idempotency_key: null };
  const call: Call = { state, at: await work.now(), baseUrl: api.baseUrl, request, events: [] };
  const done = happen(call);
  deliveries.enqueue(call.events, call.at);
  return done;
}

/** Does what a body asks for; says why where it is not understood. */
async function asAsked<T>(
  shape: z.ZodType<T>,
  body: string,
  work: (input: T) => object | Promise<object>,
): Promise<{ status: number; body: string }> {
  const parsed = shape.safeParse(jsonOf(body));
  if (!parsed.success) return json(400, { error: z.prettifyError(parsed.error) });
  return json(200, await work(parsed.data));
}

function json(status: number, body: object) {
  return { status, body: JSON.stringify(body) };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
