import { z } from "zod";
import { assertAllowed } from "./access";
import type { Request } from "./api";
import { Refusal, refused } from "./refusal";
import type { CallTrouble, DeliveryTrouble, Script } from "./script";

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

type Scripts = { calls: Script<CallTrouble>; deliveries: Script<DeliveryTrouble> };

/**
 * What this machine asks of the simulator itself, as JSON under `/_simulator/`; Stripe has no such thing. With a
 * key, like any call: a page in a browser of this machine has none.
 */
export function controlled(request: Request, scripts: Scripts) {
  const headers = { "content-type": "application/json" };
  if (request.url.pathname === "/_simulator/health") return { ...json(200, { ok: true }), headers };
  try {
    assertAllowed(request.headers);
  } catch (error) {
    if (error instanceof Refusal) return { ...refused(error), headers };
    throw error;
  }
  if (request.url.pathname === "/_simulator/trouble") {
    return { ...scriptTrouble(request.body, scripts), headers };
  }
  return { ...json(404, { error: "There is no such control." }), headers };
}

/** `POST /_simulator/trouble`: what is to go wrong. Answers why a script was not taken. */
function scriptTrouble(body: string, scripts: Scripts) {
  const parsed = asked.safeParse(jsonOf(body));
  if (!parsed.success) return json(400, { error: z.prettifyError(parsed.error) });
  const { calls, deliveries, clear } = parsed.data;
  if (clear) {
    scripts.calls.clear();
    scripts.deliveries.clear();
  }
  for (const one of calls) scripts.calls.add(one);
  for (const one of deliveries) scripts.deliveries.add(one);
  return json(200, { scripted: calls.length + deliveries.length });
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
