import Stripe from "stripe";

/** As much as any event has ever been, many times over. */
export const mostBytes = 1_000_000;

/** How far the clock of a delivery may be from ours, either way. */
const toleranceSeconds = 300;

export type StripeEvent = {
  id: string;
  type: string;
  apiVersion: string | null;
  livemode: boolean;
  /** Of a connected account; null for our own. */
  account: string | null;
  createdAt: Date;
  objectId: string | null;
};

export type Delivery = {
  /** The body as it came: one byte of it changed, and no signature fits. */
  body: string;
  signature: string | null;
};

/**
 * The event of a delivery, or undefined where nobody proves that it is from Stripe: no signature of any of the
 * secrets, or one that was made more than five minutes ago or ahead.
 *
 * While a secret is being rotated Stripe signs with both, and the header has several signatures; one that
 * fits is enough (docs.stripe.com/webhooks, "Roll endpoint signing secrets"). The SDK compares them in constant
 * time, and refuses only what is too old: what lies ahead is refused here.
 */
export function signedEvent(
  { body, signature }: Delivery,
  { secrets, at }: { secrets: readonly string[]; at: Date },
): StripeEvent | undefined {
  // Exactly one time: of two the SDK would sign with the last, and the age of the first would be looked at.
  const [, seconds] = /^t=(\d{1,12})(?:,v\d=[0-9a-f]{1,128}){1,8}$/.exec(signature ?? "") ?? [];
  if (!signature || seconds === undefined) return undefined;
  if (Math.abs(Number(seconds) - at.getTime() / 1000) > toleranceSeconds) return undefined;
  const isSigned = secrets.some((secret) => fits({ body, signature }, secret));
  return isSigned ? readEvent(body) : undefined;
}

function fits({ body, signature }: { body: string; signature: string }, secret: string): boolean {
  try {
    // No tolerance: the age was looked at above, by the clock that was handed in.
    return Stripe.webhooks.signature?.verifyHeader(body, signature, secret, 0) ?? false;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

/** What the body says of itself; undefined where it is no event, whoever signed it. */
function readEvent(body: string): StripeEvent | undefined {
  const event = parsed(body);
  if (!isRecord(event) || event.object !== "event") return undefined;
  const { id, type, created, livemode, account, api_version: apiVersion, data } = event;
  if (typeof id !== "string" || !/^evt_\w{1,250}$/.test(id)) return undefined;
  if (typeof type !== "string" || !/^[a-z0-9_]+(\.[a-z0-9_]+)*$/.test(type)) return undefined;
  if (typeof created !== "number" || !Number.isSafeInteger(created)) return undefined;
  if (typeof livemode !== "boolean" || type.length > 255) return undefined;
  const object = isRecord(data) && isRecord(data.object) ? data.object : {};
  return {
    ...{ id, type, livemode, createdAt: new Date(created * 1000) },
    apiVersion: textOr(apiVersion),
    account: textOr(account),
    objectId: textOr(object.id),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An id or a version; anything else, which only a forger or a fault would write there, is nothing to us. */
function textOr(value: unknown): string | null {
  return typeof value === "string" && /^[\w.:-]{1,255}$/.test(value) ? value : null;
}
