import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import Stripe from "stripe";
import { GatewayError } from "@/billing/payments/gateway";
import { type Breaker, openBreaker } from "./breaker";
import { asGatewayError } from "./gateway-error";
import { openPace, type Pace } from "./pace";

/** The one place that says which version of its API we speak. An SDK made for another does not compile. */
export const apiVersion: Stripe.LatestApiVersion = "2026-10-28.endive";

export type StripeSettings = {
  /** A secret or restricted key. */
  key: string;
  /** Where Stripe is, when it is not itself: a simulator on this machine. */
  apiUrl?: string;
};

export type ClientOptions = {
  now: () => number;
  random: () => number;
  timeoutMs: number;
  /** What the SDK tries again by itself, under the same key. */
  retries: number;
  pace: { perSecond: number; burst: number };
};

export type StripeClient = {
  /**
   * One call, or a few that belong together, of the SDK. Not sent while Stripe is away or the queue is long
   * (`busy`); every error of Stripe's is a GatewayError.
   */
  ask<T>(call: (stripe: Stripe) => Promise<T>): Promise<T>;
  now(): number;
};

// Stripe takes 25 requests a second of an account in test mode, and of an endpoint in live mode.
const defaults: ClientOptions = {
  now: Date.now,
  random: Math.random,
  timeoutMs: 10_000,
  retries: 1,
  pace: { perSecond: 15, burst: 5 },
};
const longestQueueMs = 10_000;

type Tries = { unsettled: boolean };
type Wire = { breaker: Breaker; pace: Pace; tries: AsyncLocalStorage<Tries> };

/** The SDK, with what keeps us from asking too fast and from asking a server that is away. */
export function openStripe(
  settings: StripeSettings,
  options: Partial<ClientOptions> = {},
): StripeClient {
  const { now, random, timeoutMs, retries, pace } = { ...defaults, ...options };
  const wire = {
    breaker: openBreaker({ now, random }),
    pace: openPace({ ...pace, now }),
    tries: new AsyncLocalStorage<Tries>(),
  };
  const stripe = new Stripe(settings.key, {
    ...placeOf(settings.apiUrl),
    apiVersion,
    maxNetworkRetries: retries,
    timeout: timeoutMs,
    telemetry: false,
    httpClient: listening(wire),
    appInfo: { name: "Tallybook" },
  });
  return { ask: (call) => ask(wire, () => call(stripe)), now };
}

async function ask<T>({ breaker, pace, tries }: Wire, call: () => Promise<T>): Promise<T> {
  if (pace.waiting() > longestQueueMs) {
    throw new GatewayError("busy", "Too much waits for Stripe: not sent.", { code: "queue_full" });
  }
  if (!breaker.admits()) {
    throw new GatewayError("busy", "Stripe is away: not sent.", { code: "breaker_open" });
  }
  const seen: Tries = { unsettled: false };
  try {
    return await tries.run(seen, call);
  } catch (error) {
    throw asGatewayError(error, seen) ?? error;
  }
}

/** The SDK's own way over the wire, which waits its turn and tells the breaker how each try went. */
function listening({ breaker, pace, tries }: Wire) {
  const node = Stripe.createNodeHttpClient();
  const failed = (unsettled: boolean) => {
    breaker.failed();
    const seen = tries.getStore();
    if (seen && unsettled) seen.unsettled = true;
  };
  const makeRequest: typeof node.makeRequest = async (...request) => {
    const wait = pace.take();
    if (wait > 0) await sleep(wait);
    const response = await node.makeRequest(...request).catch((error) => {
      failed(true);
      throw error;
    });
    const status = response.getStatusCode();
    // An error Stripe kept under our key says nothing of how it is now.
    const kept = response.getHeaders()["idempotent-replayed"] === "true";
    const bad = !kept && (status >= 500 || status === 429);
    if (bad) failed(status >= 500);
    const read = response.toJSON.bind(response);
    response.toJSON = async () => {
      try {
        const body = await read();
        if (!bad) breaker.succeeded();
        return body;
      } catch (error) {
        failed(true);
        throw error;
      }
    };
    return response;
  };
  return { getClientName: () => node.getClientName(), makeRequest };
}

function placeOf(apiUrl: string | undefined) {
  if (apiUrl === undefined) return {};
  const { protocol, hostname, port } = new URL(apiUrl);
  const plain = protocol === "http:";
  const host = hostname.replace(/^\[|\]$/g, ""); // of an IPv6 address
  return { host, port: port || (plain ? 80 : 443), protocol: plain ? "http" : "https" } as const;
}
