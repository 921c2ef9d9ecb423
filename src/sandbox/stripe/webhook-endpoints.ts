import type Stripe from "stripe";
import { z } from "zod";
import { listOf } from "./lists";
import { flag, metadata, page, params, text, withMetadata } from "./params";
import { route } from "./route";
import { letters, type State } from "./state";
import { apiVersion, type WebhookEndpoint } from "./wire";

const createParams = params<Stripe.WebhookEndpointCreateParams>()({
  url: text,
  enabled_events: z.array(text),
  api_version: z.literal(apiVersion).optional(),
  description: text.optional(),
  metadata: metadata.optional(),
});
const updateParams = params<Stripe.WebhookEndpointUpdateParams>()({
  url: text.optional(),
  enabled_events: z.array(text).optional(),
  description: text.optional(),
  disabled: flag.optional(),
  metadata: metadata.optional(),
});
const listParams = params<Stripe.WebhookEndpointListParams>()(page);
const none = params<Stripe.WebhookEndpointRetrieveParams>()({});

export const webhookEndpointRoutes = [
  route("POST", "/v1/webhook_endpoints", createParams, (call, { expand: _, ...asked }) => {
    const id = call.state.newId("we");
    const secret = `whsec_${letters(`secret ${id}`, 32)}`;
    const made = newEndpoint({ id, url: asked.url, events: asked.enabled_events, at: call.at });
    listen(call.state, made, secret);
    const metadata = withMetadata({}, asked.metadata);
    const stored = call.state.put({ ...made, metadata, description: asked.description ?? null });
    // Told once, when the endpoint is made.
    return { ...stored, secret };
  }),
  route("GET", "/v1/webhook_endpoints", listParams, (call, asked) =>
    listOf(call.state.all("webhook_endpoint"), asked, "/v1/webhook_endpoints"),
  ),
  route("GET", "/v1/webhook_endpoints/:id", none, (call, _, id) =>
    call.state.get("webhook_endpoint", id),
  ),
  route("POST", "/v1/webhook_endpoints/:id", updateParams, (call, asked, id) => {
    const { expand: _, disabled, metadata, ...rest } = asked;
    const old = call.state.get("webhook_endpoint", id);
    const status = disabled === undefined ? old.status : disabled ? "disabled" : "enabled";
    const kept = withMetadata(old.metadata, metadata);
    return call.state.put({ ...old, ...rest, status, metadata: kept });
  }),
  route("DELETE", "/v1/webhook_endpoints/:id", none, (call, _, id) => {
    call.state.get("webhook_endpoint", id);
    call.state.remove(id);
    return { id, object: "webhook_endpoint", deleted: true };
  }),
];

type NewEndpoint = { id: string; url: string; events: string[]; at: number };

export function newEndpoint({ id, url, events, at }: NewEndpoint): WebhookEndpoint {
  return {
    id,
    object: "webhook_endpoint",
    api_version: apiVersion,
    application: null,
    created: at,
    description: null,
    enabled_events: events,
    livemode: false,
    metadata: {},
    status: "enabled",
    url,
  };
}

/** An endpoint, and the secret its events are signed with. */
export function listen(state: State, endpoint: WebhookEndpoint, secret: string): void {
  state.put(endpoint);
  state.setNote(`secret ${endpoint.id}`, secret);
}

export function secretOf(state: State, endpointId: string): string {
  return state.note<string>(`secret ${endpointId}`) ?? "";
}

export function wants({ status, enabled_events }: WebhookEndpoint, type: string): boolean {
  return status === "enabled" && (enabled_events.includes("*") || enabled_events.includes(type));
}
