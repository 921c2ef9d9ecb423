import type Stripe from "stripe";
import { GatewayError } from "@/billing/payments/gateway";
import { apiVersion, openStripe, type StripeClient, type StripeSettings } from "./client";
import { wantedEvents } from "./wanted-events";

export type Finding = {
  what: string;
  ok: boolean;
  /** Works, but not for long or not as meant. */
  warns?: boolean;
  found: string;
  fix?: string;
};

export type StripeSetting = {
  mode: "sandbox" | "production";
  settings: StripeSettings | undefined;
  /** Where Stripe is to send events. */
  webhookUrl: string;
  /** The machine's clock, in milliseconds. */
  now: () => number;
};

const skewLimitMs = 2_000;

/** Whether Stripe, or what plays it in the sandbox, takes our key and would tell us what happens. */
export async function examineStripe(setting: StripeSetting): Promise<Finding[]> {
  const { settings, now } = setting;
  if (!settings) return [{ what: "stripe", ok: true, found: notSetUp(setting) }];
  const client = openStripe(settings);
  try {
    const { lastResponse } = await client.ask((stripe) => stripe.customers.list({ limit: 1 }));
    const offset = skewOf(lastResponse.headers.date, now());
    return [
      reached(setting, settings),
      await permissions(client),
      skew(offset),
      await endpoint(client, setting),
    ];
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return [notReached(error, setting)];
  }
}

function notSetUp({ mode }: StripeSetting): string {
  return mode === "sandbox"
    ? "played by the sandbox while it runs"
    : "not set up: invoices are paid outside of Tallybook";
}

function reached({ mode }: StripeSetting, { key, apiUrl }: StripeSettings): Finding {
  const kind = key.includes("_live_") ? "live" : "test";
  const who = apiUrl === undefined ? "Stripe" : `what plays Stripe at ${apiUrl}`;
  return {
    what: "stripe",
    ok: true,
    warns: mode === "production" && kind === "test",
    found: `${who}, with a ${kind} key and API version ${apiVersion}`,
    fix: "No money moves with a test key: set STRIPE_SECRET_KEY to a live one.",
  };
}

function notReached(error: GatewayError, { mode, settings }: StripeSetting): Finding {
  const fixes: Record<string, string> = {
    authentication: "Set STRIPE_SECRET_KEY to a key of Stripe's dashboard that was not revoked.",
    permission: "Give the restricted key the permissions listed in src/stripe/README.md.",
  };
  const unreached =
    mode === "sandbox" && settings?.apiUrl !== undefined
      ? "Stop Tallybook and run `npm start`; stripe.log in its data folder says why."
      : "Let this machine reach api.stripe.com on port 443; status.stripe.com says how Stripe is.";
  const found = error.message;
  return { what: "stripe", ok: false, found, fix: fixes[error.code ?? ""] ?? unreached };
}

/** One harmless read of everything a key needs; writing cannot be tried without writing. */
const reads: [name: string, read: (stripe: Stripe) => Promise<unknown>][] = [
  ["Checkout Sessions", (stripe) => stripe.checkout.sessions.list({ limit: 1 })],
  ["Setup Intents", (stripe) => stripe.setupIntents.list({ limit: 1 })],
  ["Invoices", (stripe) => stripe.invoices.list({ limit: 1 })],
  ["Payment Intents", (stripe) => stripe.paymentIntents.list({ limit: 1 })],
  ["Charges", (stripe) => stripe.charges.list({ limit: 1 })],
  ["Balance", (stripe) => stripe.balanceTransactions.list({ limit: 1 })],
  ["Events", (stripe) => stripe.events.list({ limit: 1 })],
];

async function permissions(client: StripeClient): Promise<Finding> {
  const missing: string[] = [];
  for (const [name, read] of reads) {
    await client.ask(read).catch((error: unknown) => {
      if (!isPermission(error)) throw error;
      missing.push(name);
    });
  }
  return {
    what: "permissions",
    ok: missing.length === 0,
    found: missing.length === 0 ? "reads all it needs" : `may not read ${missing.join(", ")}`,
    fix: "Give the restricted key the permissions listed in src/stripe/README.md.",
  };
}

function isPermission(error: unknown): boolean {
  return error instanceof GatewayError && error.code === "permission";
}

/** How far Stripe's clock is ahead of ours; its header is cut to the second, so half of one is added. */
function skewOf(date: string | undefined, nowMs: number): number | undefined {
  const theirs = Date.parse(date ?? "");
  return Number.isNaN(theirs) ? undefined : theirs + 500 - nowMs;
}

function skew(offsetMs: number | undefined): Finding {
  const seconds = Math.abs(Math.round((offsetMs ?? 0) / 1_000));
  const side = (offsetMs ?? 0) < 0 ? "behind" : "ahead";
  return {
    what: "stripe clock",
    ok: true,
    warns: offsetMs !== undefined && Math.abs(offsetMs) > skewLimitMs,
    found: offsetMs === undefined ? "not told" : `Stripe's is ${seconds} s ${side}`,
    fix: "Let this machine keep time with NTP: events signed 300 s away from its clock are refused.",
  };
}

async function endpoint(client: StripeClient, setting: StripeSetting): Promise<Finding> {
  const { webhookUrl } = setting;
  const what = "endpoint";
  const all = await client
    .ask((stripe) => stripe.webhookEndpoints.list({ limit: 100 }).autoPagingToArray({ limit: 500 }))
    .catch((error: unknown) => {
      if (isPermission(error)) return undefined;
      throw error;
    });
  if (!all) {
    const fix = "Give the restricted key Webhook Endpoints: read, so that this can be checked.";
    return { what, ok: true, warns: true, found: "the key may not read endpoints", fix };
  }
  const ours = all.filter(({ url }) => leadsTo(url, setting));
  const found = ours.find(({ status }) => status === "enabled") ?? ours[0];
  if (!found)
    return { what, ok: false, found: `none leads to ${webhookUrl}`, fix: make(webhookUrl) };
  return stateOf(found);
}

function leadsTo(url: string, { mode, settings, webhookUrl }: StripeSetting): boolean {
  if (url === webhookUrl) return true;
  // The sandbox's own Stripe knows the web server by its address on this machine.
  const isPlayed = mode === "sandbox" && settings?.apiUrl !== undefined;
  return isPlayed && URL.parse(url)?.pathname === new URL(webhookUrl).pathname;
}

function stateOf(endpoint: Stripe.WebhookEndpoint): Finding {
  const { id, status, enabled_events: events, api_version: version } = endpoint;
  const what = "endpoint";
  if (status !== "enabled") {
    const fix = "Enable it in Stripe's dashboard (Workbench, Webhooks); what it missed is fetched.";
    return { what, ok: false, found: `${id} is ${status}`, fix };
  }
  const missing = events.includes("*") ? [] : wantedEvents.filter((one) => !events.includes(one));
  if (missing.length > 0) {
    const fix = `Add to its events in Stripe's dashboard:\n${lines(missing)}`;
    return {
      what,
      ok: false,
      found: `${id} is not sent ${missing.length} of the events it needs`,
      fix,
    };
  }
  return {
    what,
    ok: true,
    warns: version !== apiVersion,
    found: `${id} is enabled, API version ${version ?? "of the account"}`,
    fix: `Make it anew with API version ${apiVersion}, so that stored events read alike.`,
  };
}

function make(url: string): string {
  return [
    "In Stripe's dashboard (Workbench, Webhooks) add an endpoint:",
    `  URL ${url}, API version ${apiVersion}, and these events:`,
    lines(wantedEvents),
    "  then set STRIPE_WEBHOOK_SECRET to its signing secret.",
  ].join("\n");
}

function lines(events: readonly string[]): string {
  return events.map((event) => `    ${event}`).join("\n");
}
