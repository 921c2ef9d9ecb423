import { isIP } from "node:net";
import { env } from "@/env";
import { type Reach, reachOf } from "@/lib/addresses";

/** Where deliveries may go. */
export type Policy = {
  /** Beyond the public: in such places http and any port will do too. */
  also: readonly Reach[];
  /** Ports of the public. */
  ports: readonly number[];
};

/** As this deployment says; the sandbox reaches the machine it runs on, so that one can try it. */
export function policyHere(): Policy {
  const own = env.mode === "sandbox" ? (["loopback"] as const) : [];
  const also = env.WEBHOOK_ALLOW_PRIVATE ? (["loopback", "private"] as const) : own;
  return { also, ports: env.WEBHOOK_PORTS };
}

/** Why nothing is ever sent to a URL, as far as its text says; what its name resolves to comes later. */
export function whyNotUrl(text: string, policy: Policy): string | undefined {
  if (text.length > 2000 || !URL.canParse(text)) return "must be an https address";
  const url = new URL(text);
  if (url.protocol !== "https:" && (url.protocol !== "http:" || policy.also.length === 0)) {
    return "must be an https address";
  }
  if (url.username !== "" || url.password !== "") return "must not hold a name or a password";
  if (url.hash !== "") return "must not end in a fragment";
  const literal = addressIn(url);
  if (literal !== undefined) return whyNotAddress(url, literal, policy);
  if (isOrdinary(url, policy) || policy.also.length > 0) return undefined;
  return "must be on port 443";
}

/** Why nothing is sent to an address, which is the one that would be connected to. */
export function whyNotAddress(url: URL, address: string, policy: Policy): string | undefined {
  const reach = reachOf(address);
  if (policy.also.includes(reach)) return undefined;
  if (reach !== "public") return "must be a public address";
  return isOrdinary(url, policy) ? undefined : "must be https, on port 443";
}

/** The address a URL spells out instead of a name: `URL` has read decimal, octal and short forms. */
function addressIn(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return isIP(host) === 0 ? undefined : host;
}

function isOrdinary(url: URL, { ports }: Policy): boolean {
  return url.protocol === "https:" && ports.includes(Number(url.port || 443));
}
