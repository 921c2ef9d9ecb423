import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";

const prefix = "whsec_";

export function newSecret(): Buffer {
  return randomBytes(32);
}

/** As it is shown, once, and as every library of Standard Webhooks takes it. */
export function secretText(secret: Buffer): string {
  return prefix + secret.toString("base64");
}

/**
 * The headers of Standard Webhooks. Signed with every secret that stands, so that a receiver may change
 * from the old to the new one at any moment of a rotation.
 */
export function signedHeaders(
  { id, body, at }: { id: string; body: string; at: Date },
  secrets: readonly Buffer[],
): Record<string, string> {
  const signatures = secrets.map((secret) => new Webhook(secretText(secret)).sign(id, at, body));
  return {
    "content-type": "application/json",
    "user-agent": "Tallybook-Webhooks",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": signatures.join(" "),
  };
}
