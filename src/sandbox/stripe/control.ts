import { z } from "zod";
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
 * What another process asks to go wrong, as JSON: `POST /_simulator/trouble`. Answers the status, and why a
 * script was not taken.
 */
export function scriptTrouble(body: string, scripts: Scripts): { status: number; body: string } {
  const parsed = asked.safeParse(jsonOf(body));
  if (!parsed.success) {
    return { status: 400, body: JSON.stringify({ error: z.prettifyError(parsed.error) }) };
  }
  const { calls, deliveries, clear } = parsed.data;
  if (clear) {
    scripts.calls.clear();
    scripts.deliveries.clear();
  }
  for (const one of calls) scripts.calls.add(one);
  for (const one of deliveries) scripts.deliveries.add(one);
  return { status: 200, body: JSON.stringify({ scripted: calls.length + deliveries.length }) };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
